import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator } from '../server/operator.ts';
import { processFigures, type ProcessFigures } from '../server/process.ts';
import type { Program } from '../server/program.ts';

/** The part of an answer to `threads` that is looked at. */
interface ThreadAnswer {
  readonly heapUsedBytes?: number;
}

/** The part of an answer to `clients` that is looked at. */
type ClientAnswer = readonly unknown[];

/** Takes a sample each second, until the signal aborts. */
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

/** What a server held at one moment. */
export interface Sample extends ProcessFigures {
  /** Seconds since the beginning. */
  readonly atSeconds: number;
  /** JavaScript heap of all client threads, as the operator is told. */
  readonly heapMb: number;
  /** Clients, likewise. */
  readonly clients: number;
}

/** Besides its socket, a client thread has so many descriptors: its event loop's, and those to wake it. */
const descriptorsPerThread = 6;

/** Descriptors that neither clients nor threads account for: those must not grow, whoever comes and goes. */
export function unaccounted({ descriptors, clients, threads }: Sample): number {
  return descriptors - clients - threads * descriptorsPerThread;
}
