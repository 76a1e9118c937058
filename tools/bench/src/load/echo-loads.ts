import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Counting, fail, report } from './report.ts';
import type { EchoPlan } from './plan.ts';

const hello = Buffer.alloc(64, 'threadline ');

// All clients read into the same buffer: data is counted and compared, never kept.
const buffer = Buffer.alloc(65_536);

/** Connects a client. Calls `onBytes` with the number of bytes in `buffer`. */
function openClient(port: number, onBytes: (count: number) => void): Socket {
  const callback = (count: number): boolean => {
    onBytes(count);
    return true;
  };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
  socket.on('error', (error) => fail(error.message));
  return socket;
}

/** Connects a client that sends 64 bytes. Calls `onEcho` when they are echoed, and `onClose` when the socket is closed. */
function firstEcho(
  port: number,
  onEcho: (socket: Socket) => void,
  onClose: () => void = () => fail('the server closed a connection'),
): void {
  let received = 0;
  const socket = openClient(port, (count) => {
    received += count;
    if (received === hello.length) onEcho(socket);
    else if (received > hello.length) fail('received more bytes than were sent');
  });
  socket.on('close', onClose);
  socket.write(hello);
}

/** Connects a client and closes it after its first echo. Resolves with the time from connecting to the echo, in ms. */
function echoOnce(port: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let elapsed = 0;
    const close = (socket: Socket): void => {
      elapsed = performance.now() - startedAt;
      socket.end();
    };
    firstEcho(port, close, () => resolve(elapsed));
  });
}

/** Connects a client that stays connected. Resolves with the time from connecting to its first echo, in ms. */
function echoAndStay(port: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    firstEcho(port, () => resolve(performance.now() - startedAt));
  });
}

type Plan<Type extends EchoPlan['type']> = Extract<EchoPlan, { type: Type }>;

/** The first clients of a run are a warm-up: their times are not counted. */
const uncounted = 5;
/** Round trips per client whose bytes are compared. Later ones are only counted. */
const comparedRoundTrips = 20;
const idleConnectConcurrency = 32;

/** Connects clients one at a time, with a pause between them. Reports the time from connecting to the first echo. */
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

/** Connects clients all at once. They stay connected. Reports the time until the first echo of each. */
export async function burst({ port, warmUps, count }: Plan<'burst'>): Promise<void> {
  // One client at a time warms up this process and the server's listener, but starts no threads beyond the spare ones.
  for (let client = 0; client < warmUps; client += 1) await echoOnce(port);
  await pause(300);
  const startedAt = performance.now();
  const clients = Array.from({ length: count }, () => echoAndStay(port));
  const milliseconds = await Promise.all(clients);
  report({ type: 'first-echoes', milliseconds, allMs: performance.now() - startedAt });
}

/** Connects clients that receive one echo each and then stay idle. */
export async function idle({ port, clients }: Plan<'idle'>): Promise<void> {
  let left = clients;
  const connectNext = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await echoAndStay(port);
    }
  };
  await Promise.all(Array.from({ length: idleConnectConcurrency }, connectNext));
  report({ type: 'ready' });
}

/** Connects clients that receive one echo and close. As soon as one is closed on both sides, the next one connects. */
export function churn({ port, concurrency }: Plan<'churn'>, counting: Counting): void {
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
  for (let client = 0; client < concurrency; client += 1) next();
  report({ type: 'ready' });
}

/** Connects clients that each send a message, wait for the complete echo, and repeat. */
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
  const socket = openClient(port, (count) => {
    if (trips < comparedRoundTrips) compare(message, received, count);
    received += count;
    if (received < message.length) return;
    if (received > message.length) fail('received more bytes than were sent');
    const now = performance.now();
    counting.record(now - sentAt);
    if (trips === 0) first.resolve();
    trips += 1;
    received = 0;
    sentAt = now;
    socket.write(message);
  });
  socket.on('close', () => fail('the server closed a connection'));
  socket.on('connect', () => {
    sentAt = performance.now();
    socket.write(message);
  });
  return first.promise;
}

function compare(message: Buffer, received: number, count: number): void {
  if (message.compare(buffer, 0, count, received, received + count) !== 0) {
    fail('received different bytes than were sent');
  }
}
