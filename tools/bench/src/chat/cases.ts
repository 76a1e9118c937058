import { availableParallelism } from 'node:os';
import type { Case } from '../side-by-side/rounds.ts';
import { alone, crowd, talk, type TalkSize } from './measures.ts';
import { blastedLine } from '../load/lines.ts';
import type { ServerOptions } from './peers.ts';

type ChatCase = Case<ServerOptions>;

const cores = availableParallelism();
const memory = 'threadline-memory';

/** Cases that goals stand on; they are measured in every round. */
const goalSizes: readonly TalkSize[] = [
  { receivers: 500, senders: 4, window: 8 },
  { receivers: 500, senders: 4, window: 1 },
];

const otherSizes: readonly TalkSize[] = [100, 500].flatMap((receivers) =>
  [1, 4, 20].flatMap((senders) =>
    [1, 8].flatMap((window) =>
      receivers === 500 && senders === 4 ? [] : [{ receivers, senders, window }],
    ),
  ),
);

function shared(size: TalkSize): ChatCase {
  return {
    name: `shared-${size.receivers}-${size.senders}-${size.window}`,
    about: `${describe(size)}; threadline: they share ${cores} threads (one per core)`,
    options: { maxThreads: cores },
    measure: talk(size, 'shared'),
    without: ['blaster'],
  };
}

function dedicated(size: TalkSize): ChatCase {
  return {
    name: `dedicated-${size.receivers}-${size.senders}-${size.window}`,
    about: `${describe(size)}; threadline: a thread for each of them`,
    options: { maxThreads: size.receivers + size.senders },
    measure: talk(size, 'dedicated'),
    without: ['blaster', memory],
  };
}

function describe({ receivers, senders, window }: TalkSize): string {
  const talking = senders === 1 ? '1 sender' : `${senders} senders`;
  return `${receivers} receivers, ${talking}, ${window} ${window === 1 ? 'line' : 'lines'} in flight`;
}

function generator(lines: number): ChatCase {
  return {
    name: `load-alone-${lines}`,
    about: `what the load process takes, of 500 receivers, when all it is sent is made beforehand, ${lines} lines a write`,
    options: { maxThreads: cores },
    measure: alone(500, lines, blastedLine.length),
    without: ['threadline', memory, 'net', 'ngircd', 'inspircd'],
    once: true,
  };
}

const notAsStarted = ['threadline-memory', 'net', 'inspircd', 'blaster'];

function asStarted(size: TalkSize): ChatCase {
  return {
    name: `started-${size.receivers}-${size.senders}-${size.window}`,
    about: `${describe(size)}, over IRC`,
    options: { asStarted: true },
    measure: talk(size),
    without: notAsStarted,
  };
}

/** The complete server with other thread budgets: what the default of `maxThreads` was chosen by. */
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

/** The complete server with its defaults. */
export const asStartedCases: readonly ChatCase[] = [
  asStarted({ receivers: 100, senders: 4, window: 1 }),
  asStarted({ receivers: 100, senders: 4, window: 8 }),
  asStarted({ receivers: 500, senders: 4, window: 8 }),
  {
    name: 'started-crowd-60',
    about: '60 members come in one moment, over IRC, until the last is in; threadline: as started',
    options: { asStarted: true },
    measure: crowd(60, 'irc'),
    without: notAsStarted,
  },
];

/** Everything that is measured, in this order within each round. */
export const cases: readonly ChatCase[] = [
  ...asStartedCases,
  generator(1),
  generator(32),
  ...goalSizes.map(shared),
  dedicated({ receivers: 64, senders: 4, window: 8 }),
  dedicated({ receivers: 64, senders: 4, window: 1 }),
  {
    name: 'crowd-2000',
    about: `2,000 members come in one moment, until the last is in; threadline: they share ${cores} threads`,
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
