import { setTimeout as pause } from 'node:timers/promises';
import type { DialectName, LoadPlan } from '../load/plan.ts';
import type { Effort, Measure } from '../side-by-side/rounds.ts';
import { LoadProcess } from '../load/load-process.ts';
import {
  checkPlacement,
  coresUsed,
  type PlacementMode,
  readClocks,
  type ServerProcess,
} from '../side-by-side/server-process.ts';
import type { Measured } from '../side-by-side/results.ts';
import { Latencies } from '../side-by-side/statistics.ts';

function dialectOf(peer: string): DialectName {
  return peer.endsWith('ircd') ? 'irc' : 'text';
}

function isOurs(peer: string): boolean {
  return peer.startsWith('threadline');
}

const timeoutMs = 90_000;
/** Time for a server to start its spare threads and become idle. */
const settleMs = 1500;

/** Measures many members that connect at once: how many join, how fast, and the server's CPU and memory per member. */
export function crowd(members: number, forcedDialect?: DialectName): (peer: string) => Measure {
  return (peer) => async (server) => {
    await pause(settleMs);
    const idle = { cpu: server.cpuSeconds(), rss: server.rssMb() };
    const { port } = server;
    const dialect = forcedDialect ?? dialectOf(peer);
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

/** Time for all members to join, become idle and receive a first line. */
const readyTimeoutMs = 90_000;
const drainTimeoutMs = 30_000;
/** Each thread compiles its code separately and serves one member, so the warm-up takes longer. */
const dedicatedWarmUpFactor = 6;

export interface RoomSize {
  readonly receivers: number;
  readonly senders: number;
  /** Lines in flight per sender. */ readonly window: number;
}

/** Measures deliveries in one room. Without a mode, measures the complete server with its defaults, over IRC. */
export function roomThroughput(size: RoomSize, mode?: PlacementMode): (peer: string) => Measure {
  const members = size.receivers + size.senders;
  return (peer) => async (server, effort) => {
    const dialect = mode === undefined ? 'irc' : dialectOf(peer);
    const plan = { type: 'room', port: server.port, dialect, ...size } as const;
    const ready = (): Promise<void> =>
      checkPlacement(server, members, isOurs(peer) ? mode : undefined);
    const cold = isOurs(peer) && mode !== 'shared';
    const warmUpSeconds = effort.warmUpSeconds * (cold ? dedicatedWarmUpFactor : 1);
    return await count(server, plan, { ...effort, warmUpSeconds }, ready);
  };
}

/** Measures the capacity of the load process: the server only writes prepared lines, `lines` per write. */
export function loadAlone(receivers: number, lines: number, lineBytes: number): () => Measure {
  return () => (server, effort) => {
    const plan = {
      type: 'receive',
      port: server.port,
      dialect: 'text',
      receivers,
      lineBytes,
    } as const;
    return count(server, plan, effort, () => server.send(`blast ${lines}`));
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
  if (counted.deliveries === 0) throw new Error('no line was delivered during the measurement');

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
