import type { Goal } from '../side-by-side/results.ts';

/** The performance goals of the echo server. */
export const goals: readonly Goal[] = [
  {
    about: "as started, 200 clients: round trips/s ÷ net's",
    case: 'started-200-64',
    figure: 'rate',
    versus: 'net',
    atLeast: 0.8,
  },
  {
    about: 'as started, 200 clients: slowest round trip in ms',
    case: 'started-200-64',
    figure: 'slowest',
    atMost: 100,
  },
  ...['64', '64k'].flatMap((size): Goal[] => [
    {
      about: `dedicated threads, 16 clients, ${size}: round trips/s ÷ Go's`,
      case: `dedicated-16-${size}`,
      figure: 'rate',
      versus: 'go',
      atLeast: 1,
    },
    {
      about: `shared threads, 200 clients, ${size}: round trips/s ÷ net's`,
      case: `shared-200-${size}`,
      figure: 'rate',
      versus: 'net',
      atLeast: 1.2,
    },
    {
      about: `shared threads, 200 clients, ${size}: round trips/s ÷ Go's`,
      case: `shared-200-${size}`,
      figure: 'rate',
      versus: 'go',
      atLeast: 1,
    },
  ]),
  {
    about: "connect to first echo, a thread used before: p50 ÷ net's",
    case: 'connect-reused',
    figure: 'p50',
    versus: 'net',
    atMost: 1.5,
  },
  {
    about: "connect to first echo, a spare thread: p50 ÷ net's",
    case: 'connect-spare',
    figure: 'p50',
    versus: 'net',
    atMost: 1.5,
  },
  {
    about: "connect, echo, close: clients/s ÷ net's",
    case: 'churn',
    figure: 'rate',
    versus: 'net',
    atLeast: 0.5,
  },
  { about: 'MB per dedicated thread', case: 'memory-64', figure: 'perClient', atMost: 9 },
  { about: 'MB with 10,000 idle shared clients', case: 'idle-10k', figure: 'rss', atMost: 500 },
];
