import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Counting } from './counting.ts';
import { echoAndStay, echoOnce, firstEcho } from './echo-client.ts';
import type { EchoPlan } from './plan.ts';
import { fail, report } from './report.ts';

type Plan<Type extends EchoPlan['type']> = Extract<EchoPlan, { type: Type }>;

/** The first clients of a run warm both sides up: their times are not counted. */
const uncounted = 5;
/** Round trips whose bytes are compared one by one, for each client. Later ones are only counted. */
const comparedRoundTrips = 20;
const idleConnectsAtOnce = 32;

// All clients read into the same memory: what they read is counted and compared, never kept.
const buffer = Buffer.alloc(65_536);

/** Clients that connect one at a time, with a pause between them. Reports the time from connecting to the first echo. */
export async function connects({ port, ...plan }: Plan<'connects'>): Promise<void> {
  for (let client = 0; client < plan.warmUps; client += 1) await echoOnce(port);
  const milliseconds: number[] = [];
  const startedAt = performance.now();
  for (let client = 0; client < plan.count + uncounted; client += 1) {
    await pause(plan.pauseMs);
    const elapsed = plan.stay ? await echoAndStay(port) : await echoOnce(port);
    if (client >= uncounted) milliseconds.push(elapsed);
  }
  report({ type: 'first-echoes', milliseconds, allMs: performance.now() - startedAt });
}

/** Clients that all connect in the same moment, and stay. Reports the time from then to the first echo of each. */
export async function burst({ port, warmUps, count }: Plan<'burst'>): Promise<void> {
  // One client at a time needs no thread beyond the spare ones, and warms up this process and the server's listener.
  for (let client = 0; client < warmUps; client += 1) await echoOnce(port);
  await pause(300);
  const startedAt = performance.now();
  const clients = Array.from({ length: count }, () => echoAndStay(port));
  const milliseconds = await Promise.all(clients);
  report({ type: 'first-echoes', milliseconds, allMs: performance.now() - startedAt });
}

/** Clients that connect, receive one echo each, and stay silent. */
export async function idle({ port, clients }: Plan<'idle'>): Promise<void> {
  let left = clients;
  const bring = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await echoAndStay(port);
    }
  };
  await Promise.all(Array.from({ length: idleConnectsAtOnce }, bring));
  report({ type: 'ready' });
}

/** Clients that connect, receive one echo and close, for ever: when one is closed on both sides, the next one connects. */
export function churn({ port, atOnce }: Plan<'churn'>, counting: Counting): void {
  const next = (): void => {
    const startedAt = performance.now();
    firstEcho(
      port,
      (socket) => socket.end(),
      () => {
        counting.record(performance.now() - startedAt);
        next();
      },
    );
  };
  for (let client = 0; client < atOnce; client += 1) next();
  report({ type: 'ready' });
}

/** Clients that each send a message, wait until all of it is back, and send it again, for ever. */
export async function roundTrips(
  { port, clients, bytes }: Plan<'round-trips'>,
  counting: Counting,
): Promise<void> {
  const message = Buffer.alloc(bytes, 'threadline echoes what it is sent; ');
  const opening = Array.from({ length: clients }, () => openRoundTrips(port, message, counting));
  await Promise.all(opening);
  report({ type: 'ready' });
}

/** Resolves after the first round trip. */
function openRoundTrips(port: number, message: Buffer, counting: Counting): Promise<void> {
  const first = Promise.withResolvers<void>();
  let received = 0;
  let trips = 0;
  let sentAt = 0;
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer,
      callback: (count) => {
        if (trips < comparedRoundTrips) compare(message, received, count);
        received += count;
        if (received < message.length) return true;
        if (received > message.length) fail('more came back than was sent');
        const now = performance.now();
        counting.record(now - sentAt);
        if (trips === 0) first.resolve();
        trips += 1;
        received = 0;
        sentAt = now;
        socket.write(message);
        return true;
      },
    },
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', () => fail('a client was closed by the server'));
  socket.on('connect', () => {
    sentAt = performance.now();
    socket.write(message);
  });
  return first.promise;
}

function compare(message: Buffer, received: number, count: number): void {
  if (message.compare(buffer, 0, count, received, received + count) !== 0) {
    fail('other bytes came back than were sent');
  }
}
