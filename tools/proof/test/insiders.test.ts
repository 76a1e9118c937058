import { expect, test } from '@jest/globals';
import { insiderAttacks } from '../src/insiders/attacks.ts';
import { runCommand } from './run-command.ts';

test('members and strangers attack with what everybody may do, and nobody else has to go', async () => {
  const { code, output } = await runCommand('insiders', {
    members: 20,
    messages: 5000,
    rooms: 300,
    seconds: 2,
    'rest-seconds': 0,
    seed: 20_261_126,
  });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('HELD') });
  for (const { name } of insiderAttacks) expect(output).toMatch(new RegExp(`${name}, \\d+ times`));
});
