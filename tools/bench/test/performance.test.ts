import { expect, test } from '@jest/globals';
import {
  accountsSection,
  asStartedSection,
  footprint,
  replaceSection,
  sideBySideSection,
} from '../src/performance/sections.ts';
import type { Machine } from '../src/side-by-side/machine.ts';

const machine = { date: '2026-01-02T03:04:05Z' } as Machine;

test('sideBySideSection() has a row for each measured case, and the goals', () => {
  const goal = { about: 'rate', case: 'a', figure: 'rate', versus: 'net', atLeast: 1 } as const;
  const text = sideBySideSection(
    {
      machine,
      options: { rounds: 3 },
      verdicts: [
        { goal, value: 0.9, met: false },
        { goal: { about: 'MB', case: 'b', figure: 'rss', atMost: 5 }, value: 4, met: true },
        { goal, value: undefined, met: undefined },
      ],
      samples: [
        ...[1000, 3000, 2000].map((rate, round) => {
          return { case: 'a', peer: 'threadline', round, measured: { rate, p99: 15, cpu: 1.234 } };
        }),
        { case: 'a', peer: 'net', round: 0, measured: { rate: 5, p99: 7 } },
        { case: 'b', peer: 'threadline', round: 0, measured: { rss: 4 } },
      ],
    },
    ['a', 'b', 'c'].map((name) => ({ name, about: `case ${name}` })),
  );
  expect(text.split('\n').filter((line) => line.startsWith('|'))).toEqual([
    '|  | threadline | net |',
    '| --- | ---: | ---: |',
    '| case a | 2,000/s · 15 µs · 1.23 µs | 5/s · 7 µs |',
    '| case b | 4 MB |  |',
    '| goal | target | result |  |',
    '| --- | ---: | ---: | ---: |',
    '| rate | ≥ 1 × | 0.90 × | **not met** |',
    '| MB | ≤ 5 | 4.00 | met |',
    '| rate | ≥ 1 × |  | not measured |',
  ]);
});

test('accountsSection() shows goals only for measurements that have one', () => {
  const text = accountsSection({
    machine,
    results: [
      { name: 'open', value: 0.4, unit: 's', atMost: 1 },
      { name: 'log in', value: 57, unit: '/s' },
    ],
  });
  expect(text.split('\n').slice(2)).toEqual([
    '| open | 0.4 s | ≤ 1 s | met |',
    '| log in | 57 /s |  |  |',
  ]);
});

test('replaceSection() replaces only the text between the markers', () => {
  const document = 'a\n<!-- performance: written by tools/bench -->\nold\n<!-- /performance -->\nb';
  const replaced = replaceSection(document, 'new');
  expect(replaced).toBe(
    'a\n<!-- performance: written by tools/bench -->\n\nnew\n\n<!-- /performance -->\nb',
  );
  expect(replaceSection(replaced, 'new')).toBe(replaced);
  expect(() => replaceSection('a', 'new')).toThrow('Cannot find');
});

test('asStartedSection() shows the ratios of cases that were measured with both servers', () => {
  const sample = (peer: string, round: number, rate: number) => ({
    case: 'a',
    peer,
    round,
    measured: { rate, p50: 10 / rate },
  });
  const text = asStartedSection(
    [
      {
        machine,
        options: { rounds: 1 },
        verdicts: [],
        samples: [sample('threadline', 1, 50), sample('net', 1, 100)],
      },
    ],
    ['a', 'b'].map((name) => ({ name, about: `case ${name}`, versus: 'net' })),
  );
  expect(text.split('\n').slice(2)).toEqual(['| case a | net | 0.50 × | 2.00 × |  |  |']);
});

test('footprint() describes memory, and the time and CPU of clients that connect at once', () => {
  const sample = (name: string, measured: object) => ({
    case: name,
    peer: 'threadline',
    round: 1,
    measured,
  });
  const samples = [
    sample('started-crowd-60', { idleRss: 120.4, all: 1234, cpu: 40_100 }),
    sample('started-100-4-1', { rss: 300 }),
  ];
  expect(footprint({ machine, options: { rounds: 1 }, verdicts: [], samples })).toBe(
    'Memory: 120 MB without clients, 300 MB with 104 active members. ' +
      '60 clients that connect at once have all joined after 1.2 s, at 40 ms of CPU per client.',
  );
});
