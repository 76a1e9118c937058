import { expect, test } from '@jest/globals';
import { runCommand } from './run-command.ts';

test('a short chaos holds', async () => {
  const { code, output } = await runCommand('chaos', {
    seconds: 10,
    clients: 40,
    threads: 24,
    seed: 20_261_124,
  });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('HELD') });
});
