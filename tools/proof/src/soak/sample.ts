import type { ProcessFigures } from '../server/process-figures.ts';

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
