import { availableParallelism } from 'node:os';
import type { ListenOptions } from '@threadline/server';
import type { Case } from '../side-by-side/rounds.ts';
import type { Placing } from '../side-by-side/server-process.ts';
import { burst, churn, connects, idleMemory, roundTrips } from './measures.ts';

/** What a case asks of the server under test: options of `listen()`, or the app as users start it. */
export type EchoOptions = Partial<ListenOptions> & { readonly asStarted?: boolean };

type EchoCase = Case<EchoOptions>;

const cores = availableParallelism();
const small = 64;
const large = 65_536;

function trips(placing: Placing, clients: number, bytes: number): EchoCase {
  const size = bytes === small ? '64' : '64k';
  const measure = roundTrips(clients, bytes);
  const maxThreads = placing === 'dedicated' ? clients : Math.min(cores, clients - 1);
  return {
    name: `${placing}-${clients}-${size}`,
    about: `round trips of ${bytes} bytes, ${clients} client${clients === 1 ? '' : 's'}; threadline: ${
      placing === 'dedicated'
        ? 'a thread for each client'
        : `clients share ${maxThreads} threads (one per core)`
    }`,
    options: { maxThreads },
    measure: (peer) => measure(peer === 'threadline' ? placing : undefined),
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

/** The complete server with other thread budgets: what the default of `maxThreads` was chosen by. */
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

/** The complete server with its defaults. */
export const asStartedCases: readonly EchoCase[] = [16, 64, 200].map(asStarted);

/** Everything that is measured, in this order within each round. */
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
      'from connecting to the first echo, one client at a time; threadline: on a thread whose last client has left',
    options: { maxThreads: 16 },
    measure: () => connects({ count: 60, pauseMs: 40, stay: false }),
  },
  {
    name: 'connect-spare',
    about:
      'from connecting to the first echo, one client at a time, each stays; threadline: on a spare thread that served nobody before',
    options: { maxThreads: 100 },
    // The pause is several times what a thread takes to start: the next client finds a spare one that is ready.
    measure: () => connects({ count: 30, pauseMs: 150, stay: true }),
  },
  {
    name: 'burst-dedicated',
    about: '200 clients connect in one moment; threadline: 2 spare threads, 198 have to be started',
    options: { maxThreads: 200 },
    measure: () => burst(200),
    // Its threads are all there before.
    without: ['bare'],
  },
  {
    name: 'burst-shared',
    about: `200 clients connect in one moment; threadline: they share ${cores} threads`,
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
    about: 'memory for 64 idle clients; threadline: a thread for each',
    // Two more for the spare ones, which are there before: what is added is 64 threads exactly.
    options: { maxThreads: 66 },
    measure: () => idleMemory(64),
    without: ['bare'],
  },
  {
    name: 'idle-10k',
    about: `memory for 10,000 idle clients; threadline: they share ${cores} threads`,
    options: { maxThreads: cores, maxConnections: 10_500 },
    measure: () => idleMemory(10_000),
    // Ten thousand system threads say more of the kernel than of the server.
    without: ['python'],
  },
];
