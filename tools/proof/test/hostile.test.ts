import { expect, test } from '@jest/globals';
import type { Chatter } from '../src/people/chatter.ts';
import { Verdict } from '../src/run-proof.ts';
import { checkHostile, watchScreens } from '../src/hostile/checks.ts';
import { runCommand } from './run-command.ts';

test('three hundred hostile clients are refused, and nobody else notices', async () => {
  const { code, output } = await runCommand('hostile', {
    connections: 300,
    'at-once': 30,
    'quiet-seconds': 3,
    'slow-percent': 0,
    'rest-seconds': 2,
    seed: 20_261_124,
  });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('HELD') });
});

test.each(['\x1b[2J', 'a\u202eb', 'zero\u200bwidth', 'del\x7f', 'c1 \x9b31m'])(
  'watchScreens() finds %j',
  (text) => {
    const chatter = {
      person: { name: 'anna' },
      onLine: (line: string): void => expect(line).toBe('never'),
    };
    const found = watchScreens([chatter as unknown as Chatter]);
    chatter.onLine('bob: hello\tthere \x01ACTION waves\x01 ·');
    expect(found).toEqual([]);
    chatter.onLine(`bob: ${text}`);
    expect(found).toHaveLength(1);
  },
);

test('checkHostile() finds each promise that is broken', () => {
  const verdict = new Verdict();
  const pulse = { deliveries: 10, p50Ms: 1, p99Ms: 2, worstMs: 3 };
  const figures = { rssMb: 100, descriptors: 50, threads: 20 };
  checkHostile(verdict, {
    chatters: [],
    stayed: [true, false],
    history: { messages: [], problems: ['damaged'] },
    outcome: { 'garbage bytes': { made: 2, refused: 1, late: 0, told: ['hello'] } },
    screens: ['anna was shown'],
    quiet: pulse,
    attacked: { ...pulse, p99Ms: 5000 },
    before: figures,
    after: { ...figures, rssMb: 400 },
    code: 1,
    p99Ms: 2000,
  });
  expect(verdict.claims.every(({ held }) => !held)).toBe(true);
  expect(verdict.claims).toHaveLength(8);
});
