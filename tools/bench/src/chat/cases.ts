import { availableParallelism } from 'node:os';
import type { Case } from '../side-by-side/rounds.ts';
import { crowd, loadAlone, roomThroughput, type RoomSize } from './measures.ts';
import { preparedLine } from '../load/lines.ts';
import type { ServerOptions } from './peers.ts';

type ChatCase = Case<ServerOptions>;

const cores = availableParallelism();
const memory = 'threadline-memory';

/** The sizes that have goals. They are measured in every round. */
const goalSizes: readonly RoomSize[] = [
  { receivers: 500, senders: 4, window: 8 },
  { receivers: 500, senders: 4, window: 1 },
];

const otherSizes: readonly RoomSize[] = [100, 500].flatMap((receivers) =>
  [1, 4, 20].flatMap((senders) =>
    [1, 8].flatMap((window) =>
      receivers === 500 && senders === 4 ? [] : [{ receivers, senders, window }],
    ),
  ),
);

function shared(size: RoomSize): ChatCase {
  return {
    name: `shared-${size.receivers}-${size.senders}-${size.window}`,
    about: `${describe(size)}; threadline: they share ${cores} threads (one per core)`,
    options: { maxThreads: cores },
    measure: roomThroughput(size, 'shared'),
    without: ['blaster'],
  };
}

function dedicated(size: RoomSize): ChatCase {
  return {
    name: `dedicated-${size.receivers}-${size.senders}-${size.window}`,
    about: `${describe(size)}; threadline: one thread per client`,
    options: { maxThreads: size.receivers + size.senders },
    measure: roomThroughput(size, 'dedicated'),
    without: ['blaster', memory],
  };
}

function describe({ receivers, senders, window }: RoomSize): string {
  const talking = senders === 1 ? '1 sender' : `${senders} senders`;
  return `${receivers} receivers, ${talking}, ${window} ${window === 1 ? 'line' : 'lines'} in flight`;
}

function loadCase(lines: number): ChatCase {
  return {
    name: `load-alone-${lines}`,
    about: `capacity of the load process: 500 receivers read prepared lines, ${lines} per write`,
    options: { maxThreads: cores },
    measure: loadAlone(500, lines, preparedLine.length),
    without: ['threadline', memory, 'net', 'ngircd', 'inspircd'],
    once: true,
  };
}

const notAsStarted = ['threadline-memory', 'net', 'inspircd', 'blaster'];

function asStarted(size: RoomSize): ChatCase {
  return {
    name: `started-${size.receivers}-${size.senders}-${size.window}`,
    about: `${describe(size)}, over IRC`,
    options: { asStarted: true },
    measure: roomThroughput(size),
    without: notAsStarted,
  };
}

/** The complete server with other thread budgets, to choose the default of `maxThreads`. */
const budgetCases: readonly ChatCase[] = [1, 2, 4, 8, 16, 32].flatMap((perCore) =>
  [
    { receivers: 100, senders: 4, window: 1 },
    { receivers: 100, senders: 4, window: 8 },
    { receivers: 500, senders: 4, window: 8 },
  ].map((size): ChatCase => {
    const maxThreads = perCore * cores;
    return {
      ...asStarted(size),
      name: `budget-${perCore}-${size.receivers}-${size.senders}-${size.window}`,
      about: `${describe(size)}, over IRC; threadline: as started, but at most ${maxThreads} threads (${perCore} per core)`,
      options: { asStarted: true, maxThreads },
      extra: true,
    };
  }),
);

/** The complete server with its default options. */
export const asStartedCases: readonly ChatCase[] = [
  asStarted({ receivers: 100, senders: 4, window: 1 }),
  asStarted({ receivers: 100, senders: 4, window: 8 }),
  asStarted({ receivers: 500, senders: 4, window: 8 }),
  {
    name: 'started-crowd-60',
    about: '60 members connect at once over IRC, until the last has joined; threadline: as started',
    options: { asStarted: true },
    measure: crowd(60, 'irc'),
    without: notAsStarted,
  },
];

/** All cases, in the order of a round. */
export const cases: readonly ChatCase[] = [
  ...asStartedCases,
  loadCase(1),
  loadCase(32),
  ...goalSizes.map(shared),
  dedicated({ receivers: 64, senders: 4, window: 8 }),
  dedicated({ receivers: 64, senders: 4, window: 1 }),
  {
    name: 'crowd-2000',
    about: `2,000 members connect at once, until the last has joined; threadline: they share ${cores} threads`,
    options: { maxThreads: cores },
    measure: crowd(2000),
    without: ['blaster', memory],
  },
  ...budgetCases,
  ...otherSizes.map((size) => ({
    ...shared(size),
    without: ['blaster', memory],
    once: true,
  })),
];
