/** A load process. Argument: a `LoadPlan` as JSON. Reads commands from standard input and exits when it ends. */
import { createInterface } from 'node:readline';
import { Counting, fail, report } from './report.ts';
import { burst, churn, connects, idle, roundTrips } from './echo-loads.ts';
import type { LoadCommand, LoadPlan } from './plan.ts';
import { crowd, ReceiveLoad } from './quiet-members.ts';
import { RoomLoad } from './room-load.ts';

/** A load that can be counted while it runs. */
interface CountedLoad {
  measure(): void;
  stop(): void | Promise<void>;
}

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit());

try {
  await start(JSON.parse(process.argv[2] ?? '') as LoadPlan);
} catch (error) {
  fail((error as Error).message);
}

async function start(plan: LoadPlan): Promise<void> {
  switch (plan.type) {
    case 'round-trips':
      return await roundTrips(plan, countEchoes());
    case 'churn':
      return churn(plan, countEchoes());
    case 'connects':
      return await connects(plan);
    case 'burst':
      return await burst(plan);
    case 'idle':
      return await idle(plan);
    case 'crowd':
      return await crowd(plan);
    case 'room':
      handleCommands(await RoomLoad.start(plan));
      return report({ type: 'ready' });
    case 'receive':
      handleCommands(await ReceiveLoad.start(plan));
      return report({ type: 'ready' });
    default:
      plan satisfies never;
  }
}

function countEchoes(): Counting {
  const counting = new Counting();
  handleCommands({ measure: () => counting.start(), stop: () => report(counting.stop()) });
  return counting;
}

function handleCommands(load: CountedLoad): void {
  lines.on('line', (line) => {
    const command = line as LoadCommand;
    switch (command) {
      case 'measure':
        return load.measure();
      case 'stop':
        return void load.stop();
      default:
        command satisfies never;
    }
  });
}
