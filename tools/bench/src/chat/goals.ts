import type { Goal } from '../side-by-side/judge.ts';

const versus = 'ngircd';

/** What the chat is to reach. */
export const goals: readonly Goal[] = [
  ...ratios('shared-500-4-8', 'shared threads, 500 receivers, 4 senders, 8 in flight', 2),
  {
    about: "the same: CPU per delivery of ngircd's",
    case: 'shared-500-4-8',
    figure: 'cpu',
    versus,
    atMost: 0.6,
  },
  ...ratios('shared-500-4-1', 'shared threads, 500 receivers, 4 senders, 1 in flight', 1),
  ...ratios('dedicated-64-4-8', 'dedicated threads, 64 receivers, 4 senders, 8 in flight', 1),
  ...ratios('dedicated-64-4-1', 'dedicated threads, 64 receivers, 4 senders, 1 in flight', 1),
  {
    about: '2,000 members at once: how many get in and stay',
    case: 'crowd-2000',
    figure: 'members',
    atLeast: 2000,
  },
  {
    about: '2,000 members at once: ms until all are in',
    case: 'crowd-2000',
    figure: 'all',
    atMost: 10_000,
  },
];

function ratios(name: string, about: string, atLeast: number): Goal[] {
  return [
    { about: `${about}: deliveries/s of ngircd's`, case: name, figure: 'rate', versus, atLeast },
    { about: "the same: p99 of ngircd's", case: name, figure: 'p99', versus, atMost: 1 },
  ];
}
