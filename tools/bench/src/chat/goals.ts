import type { Goal } from '../side-by-side/results.ts';

const versus = 'ngircd';

/** The performance goals of the chat. */
export const goals: readonly Goal[] = [
  ...started('started-100-4-1', 'as started, 100 receivers, 4 senders, 1 in flight', 0.3),
  {
    about: "the same: p50 ÷ ngircd's",
    case: 'started-100-4-1',
    figure: 'p50',
    versus,
    atMost: 3,
  },
  ...started('started-100-4-8', 'as started, 100 receivers, 4 senders, 8 in flight', 0.6),
  ...started('started-500-4-8', 'as started, 500 receivers, 4 senders, 8 in flight', 1.2),
  {
    about: 'as started, 100 receivers: resident MB',
    case: 'started-100-4-1',
    figure: 'rss',
    atMost: 350,
  },
  {
    about: 'as started, no clients: resident MB',
    case: 'started-crowd-60',
    figure: 'idleRss',
    atMost: 140,
  },
  {
    about: 'as started, 60 members at once: ms until all have joined',
    case: 'started-crowd-60',
    figure: 'all',
    atMost: 2500,
  },
  {
    about: 'the same: µs of CPU per member',
    case: 'started-crowd-60',
    figure: 'cpu',
    atMost: 45_000,
  },
  ...ratios('shared-500-4-8', 'shared threads, 500 receivers, 4 senders, 8 in flight', 2),
  {
    about: "the same: CPU per delivery ÷ ngircd's",
    case: 'shared-500-4-8',
    figure: 'cpu',
    versus,
    atMost: 0.6,
  },
  ...ratios('shared-500-4-1', 'shared threads, 500 receivers, 4 senders, 1 in flight', 1),
  ...ratios('dedicated-64-4-8', 'dedicated threads, 64 receivers, 4 senders, 8 in flight', 1),
  ...ratios('dedicated-64-4-1', 'dedicated threads, 64 receivers, 4 senders, 1 in flight', 1),
  {
    about: '2,000 members at once: members that join and stay connected',
    case: 'crowd-2000',
    figure: 'members',
    atLeast: 2000,
  },
  {
    about: '2,000 members at once: ms until all have joined',
    case: 'crowd-2000',
    figure: 'all',
    atMost: 10_000,
  },
];

function started(name: string, about: string, atLeast: number): Goal[] {
  return [
    { about: `${about}: deliveries/s ÷ ngircd's`, case: name, figure: 'rate', versus, atLeast },
  ];
}

function ratios(name: string, about: string, atLeast: number): Goal[] {
  return [
    { about: `${about}: deliveries/s ÷ ngircd's`, case: name, figure: 'rate', versus, atLeast },
    { about: "the same: p99 ÷ ngircd's", case: name, figure: 'p99', versus, atMost: 1 },
  ];
}
