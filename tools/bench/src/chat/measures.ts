import { setTimeout as pause } from 'node:timers/promises';
import type { DialectName, LoadPlan } from '../load/plan.ts';
import type { Effort, Measure } from '../side-by-side/rounds.ts';
import { LoadProcess } from '../load/load-process.ts';
import {
  checkPlacing,
  coresUsed,
  type Placing,
  readClocks,
  type ServerProcess,
} from '../side-by-side/server-process.ts';
import type { Measured } from '../side-by-side/results.ts';
import { Latencies } from '../side-by-side/statistics.ts';

/** What is spoken with a peer. */
function dialectOf(peer: string): DialectName {
  return peer.endsWith('ircd') ? 'irc' : 'text';
}

/** Whether a peer is the server under test, with whatever history. */
function isOurs(peer: string): boolean {
  return peer.startsWith('threadline');
}

const timeoutMs = 90_000;
/** Time for a server to come to rest, with its spare threads started. */
const settleMs = 1500;

/** How many of a crowd that comes in one moment get in, in what time, and what each costs the server. */
export function crowd(members: number, spoken?: DialectName): (peer: string) => Measure {
  return (peer) => async (server) => {
    await pause(settleMs);
    const idle = { cpu: server.cpuSeconds(), rss: server.rssMb() };
    const { port } = server;
    const dialect = spoken ?? dialectOf(peer);
    await using load = new LoadProcess({ type: 'crowd', port, dialect, members });
    const crowded = await load.report('crowded', timeoutMs);
    const rss = server.rssMb();
    return {
      members: crowded.members,
      all: crowded.allMs,
      cpu: ((server.cpuSeconds() - idle.cpu) / members) * 1e6,
      perClient: (rss - idle.rss) / members,
      idleRss: idle.rss,
      rss,
    };
  };
}

/** Everyone is in, come to rest, and has heard a first line. */
const readyTimeoutMs = 90_000;
const drainTimeoutMs = 30_000;
/** Each thread compiles for itself, and sees only one member: it takes that much longer until all are fast. */
const dedicatedWarmUpFactor = 6;

/** How many are in the room, how many of them talk, and how many lines each has under way. */
export interface TalkSize {
  readonly receivers: number;
  readonly senders: number;
  readonly window: number;
}

/** Deliveries of a room in which some talk. Without a placing, everybody talks IRC to the server as it is started. */
export function talk(size: TalkSize, placing?: Placing): (peer: string) => Measure {
  const members = size.receivers + size.senders;
  return (peer) => async (server, effort) => {
    const dialect = placing === undefined ? 'irc' : dialectOf(peer);
    const plan = { type: 'talk', port: server.port, dialect, ...size } as const;
    const ready = (): Promise<void> =>
      checkPlacing(server, members, isOurs(peer) ? placing : undefined);
    const cold = isOurs(peer) && placing !== 'shared';
    const warmUpSeconds = effort.warmUpSeconds * (cold ? dedicatedWarmUpFactor : 1);
    return await count(server, plan, { ...effort, warmUpSeconds }, ready);
  };
}

/** What the load process takes of lines that cost nothing to make, so many in each write. */
export function alone(receivers: number, lines: number, lineBytes: number): () => Measure {
  return () => (server, effort) => {
    const plan = {
      type: 'listen',
      port: server.port,
      dialect: 'text',
      receivers,
      lineBytes,
    } as const;
    return count(server, plan, effort, () => server.tell(`blast ${lines}`));
  };
}

async function count(
  server: ServerProcess,
  plan: LoadPlan,
  { seconds, warmUpSeconds }: Effort,
  onReady: () => Promise<void> | void,
): Promise<Measured> {
  await using load = new LoadProcess(plan);
  await load.report('ready', readyTimeoutMs);
  await onReady();
  await pause(warmUpSeconds * 1000);
  const before = readClocks(server);
  load.send('measure');
  await pause(seconds * 1000);
  const after = readClocks(server);
  const rss = server.rssMb();
  load.send('stop');
  const counted = await load.report('counted', drainTimeoutMs);
  if (counted.deliveries === 0) throw new Error('nothing came while it was counted');

  const latencies = new Latencies(counted.latencies);
  const rate = counted.deliveries / counted.seconds;
  const cores = coresUsed(before, after, counted.cpuSeconds / counted.seconds);
  return {
    rate,
    ...(latencies.total > 0
      ? { p50: latencies.percentileUs(0.5), p99: latencies.percentileUs(0.99) }
      : {}),
    cpu: (cores.serverCores / rate) * 1e6,
    perRead: counted.deliveries / counted.reads,
    ...cores,
    rss,
  };
}
