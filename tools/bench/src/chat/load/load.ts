/** The load process. Argument: a `LoadPlan` as JSON. Takes commands on standard input and ends with it. */
import { createInterface } from 'node:readline';
import { crowd } from './crowd.ts';
import { Listening } from './listen.ts';
import type { LoadCommand, LoadPlan } from './plan.ts';
import { fail, report } from './report.ts';
import { Talk } from './talk.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit());

try {
  if (plan.type === 'crowd') await crowd(plan);
  else obey(plan.type === 'talk' ? await Talk.start(plan) : await Listening.start(plan));
} catch (error) {
  fail((error as Error).message);
}

function obey(load: Talk | Listening): void {
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
  report({ type: 'ready' });
}
