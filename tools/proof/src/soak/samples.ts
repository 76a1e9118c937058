import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator } from '../server/operator.ts';
import { processFigures, type ProcessFigures } from '../server/process.ts';
import type { Program } from '../server/program.ts';

/** The part of the response to `threads` that is used. */
interface ThreadAnswer {
  readonly heapUsedBytes?: number;
}

/** The part of the response to `clients` that is used. */
type ClientAnswer = readonly unknown[];

/** Takes a sample every second until the signal aborts. */
export async function takeSamples(
  program: Program,
  operator: Operator,
  signal: AbortSignal,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  while (!signal.aborted) {
    const threads = await operator.ask<ThreadAnswer[]>('threads');
    const clients = await operator.ask<ClientAnswer>('clients');
    const bytes = threads.reduce((sum, { heapUsedBytes = 0 }) => sum + heapUsedBytes, 0);
    const atSeconds = (performance.now() - began) / 1000;
    samples.push({
      ...processFigures(program.pid),
      atSeconds,
      heapMb: bytes / 1e6,
      clients: clients.length,
    });
    const nextMs = samples.length * 1000 - (performance.now() - began);
    await sleep(Math.max(0, nextMs), undefined, { signal }).catch(() => {});
  }
  return samples;
}

/** A server's resources at one moment. */
export interface Sample extends ProcessFigures {
  /** Seconds since the start. */
  readonly atSeconds: number;
  /** The JavaScript heap of all client threads, from `threads`. */
  readonly heapMb: number;
  /** The number of clients, from `clients`. */
  readonly clients: number;
}

/** The descriptors of a client thread besides sockets: those of its event loop. */
const descriptorsPerThread = 6;

/** Descriptors that belong neither to clients nor to threads. Their number must not grow. */
export function unaccounted({ descriptors, clients, threads }: Sample): number {
  return descriptors - clients - threads * descriptorsPerThread;
}
