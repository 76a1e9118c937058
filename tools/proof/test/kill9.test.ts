import { expect, test } from '@jest/globals';
import { checkKept } from '../src/kill9/checks.ts';
import { Chatter } from '../src/people/chatter.ts';
import { newStay } from '../src/people/conversations.ts';
import { runCommand } from './run-command.ts';

test('three kills hold', async () => {
  const { code, output } = await runCommand('kill9', { times: 3, clients: 12, seed: 20_261_124 });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('HELD') });
});

test('checkKept() finds what was shown and is lost, and what was kept and is changed', () => {
  const chatter = new Chatter({ name: 'anna', token: '', dialect: 'text' });
  const shown = { ...newStay(), live: [{ account: 'bob', text: 'b' }], caughtUp: true };
  chatter.stays.push(shown);
  const before = [{ id: 1, account: 'bob', text: 'a' }];
  const messages = [...before, { id: 2, account: 'bob', text: 'b' }];
  const check = (kept: typeof messages): string[] =>
    checkKept({ messages: kept, problems: [] }, before, [chatter]).problems;

  expect(check(messages)).toEqual([]);
  expect(check(before)).toEqual(['anna was shown "b", which is not in the history']);
  expect(check([{ id: 1, account: 'bob', text: 'A' }, ...messages.slice(1)])).toEqual([
    '#1 was kept before the start, and is not, or changed',
  ]);
});
