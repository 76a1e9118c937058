import { availableParallelism } from 'node:os';
import type { ListenOptions } from '@threadline/server';
import type { Case } from '../side-by-side/rounds.ts';
import type { PlacementMode } from '../side-by-side/server-process.ts';
import { burst, churn, connects, idleMemory, roundTrips } from './measures.ts';

/** Options of `listen()`; `asStarted` runs the complete app with its defaults instead. */
export type EchoOptions = Partial<ListenOptions> & { readonly asStarted?: boolean };

type EchoCase = Case<EchoOptions>;

const cores = availableParallelism();
const small = 64;
const large = 65_536;

function trips(mode: PlacementMode, clients: number, bytes: number): EchoCase {
  const size = bytes === small ? '64' : '64k';
  const measure = roundTrips(clients, bytes);
  const maxThreads = mode === 'dedicated' ? clients : Math.min(cores, clients - 1);
  return {
    name: `${mode}-${clients}-${size}`,
    about: `round trips of ${bytes} bytes, ${clients} client${clients === 1 ? '' : 's'}; threadline: ${
      mode === 'dedicated'
        ? 'one thread per client'
        : `clients share ${maxThreads} threads (one per core)`
    }`,
    options: { maxThreads },
    measure: (peer) => measure(peer === 'threadline' ? mode : undefined),
  };
}

function asStarted(clients: number): EchoCase {
  const measure = roundTrips(clients, small);
  return {
    name: `started-${clients}-64`,
    about: `echo round trips of ${small} bytes, ${clients} clients`,
    options: { asStarted: true },
    measure: () => measure(),
    without: ['bare'],
  };
}

/** The complete server with other thread budgets, to choose the default of `maxThreads`. */
const budgetCases: readonly EchoCase[] = [1, 2, 4, 8, 16, 32].flatMap((perCore) =>
  [16, 64, 200].map((clients): EchoCase => {
    const maxThreads = perCore * cores;
    return {
      ...asStarted(clients),
      name: `budget-${perCore}-${clients}`,
      about: `round trips of ${small} bytes, ${clients} clients; threadline: as started, but at most ${maxThreads} threads (${perCore} per core)`,
      options: { asStarted: true, maxThreads },
      extra: true,
    };
  }),
);

/** The complete server with its default options. */
export const asStartedCases: readonly EchoCase[] = [16, 64, 200].map(asStarted);

/** All cases, in the order of a round. */
export const cases: readonly EchoCase[] = [
  ...asStartedCases,
  ...budgetCases,
  trips('dedicated', 1, small),
  trips('dedicated', 1, large),
  trips('dedicated', 16, small),
  trips('dedicated', 16, large),
  trips('shared', 200, small),
  trips('shared', 200, large),
  {
    name: 'connect-reused',
    about:
      'from connecting to the first echo, one client at a time; threadline: on a thread that has served clients before',
    options: { maxThreads: 16 },
    measure: () => connects({ count: 60, pauseMs: 40, stay: false }),
  },
  {
    name: 'connect-spare',
    about:
      'from connecting to the first echo, one client at a time, each stays connected; threadline: on an unused spare thread',
    options: { maxThreads: 100 },
    // The pause is several times the start-up time of a thread, so that a spare thread is ready for the next client.
    measure: () => connects({ count: 30, pauseMs: 150, stay: true }),
  },
  {
    name: 'burst-dedicated',
    about: '200 clients connect at once; threadline: 2 spare threads, 198 to be started',
    options: { maxThreads: 200 },
    measure: () => burst(200),
    // All its threads are started in advance.
    without: ['bare'],
  },
  {
    name: 'burst-shared',
    about: `200 clients connect at once; threadline: they share ${cores} threads`,
    options: { maxThreads: cores },
    measure: () => burst(200),
  },
  {
    name: 'churn',
    about: 'clients that connect, get one echo of 64 bytes and close, 16 at a time',
    options: { maxThreads: 32 },
    measure: () => churn(16),
  },
  {
    name: 'memory-64',
    about: 'memory for 64 idle clients; threadline: one thread per client',
    // Two more for the spare threads, which exist before: exactly 64 threads are added.
    options: { maxThreads: 66 },
    measure: () => idleMemory(64),
    without: ['bare'],
  },
  {
    name: 'idle-10k',
    about: `memory for 10,000 idle clients; threadline: they share ${cores} threads`,
    options: { maxThreads: cores, maxConnections: 10_500 },
    measure: () => idleMemory(10_000),
    // 10,000 operating system threads would measure the kernel rather than the server.
    without: ['python'],
  },
];
