import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

const threadlineAuth = fileURLToPath(new URL('../../../packages/auth/src/cli.ts', import.meta.url));

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

/** Runs `threadline-auth` on the accounts of a demo. */
function auth(demo: RunningDemo, ...args: string[]): void {
  const file = join(demo.folder, 'accounts');
  const command = ['--conditions=@threadline/source', threadlineAuth, ...args, '--file', file];
  execFileSync(process.execPath, command, { input: 'another-password\n' });
}

async function start(): Promise<{ demo: RunningDemo; enter: (name: string) => Promise<User> }> {
  const demo = new RunningDemo();
  const port = await demo.port('chat');
  const enter = async (name: string): Promise<User> => {
    const user = new User(port, `${name}\nsome-password\nsome-password\n`);
    await user.sees('/help lists what you can do');
    return user;
  };
  return { demo, enter };
}

test('roles, revoke, passwd and del of threadline-auth apply to live sessions', async () => {
  const { demo, enter } = await start();
  const anna = await enter('anna');
  const bea = await enter('bea');
  auth(demo, 'role', 'anna', '--role', 'operator');
  await anna.sees('You are an operator now');
  anna.socket.write('/mute bea 10m\n');
  await anna.sees('bea is muted');
  auth(demo, 'role', 'anna', '--role', '');
  await anna.sees('You are no longer an operator');
  anna.socket.write('/ban bea\n');
  await anna.sees('/ban is for operators');
  // It has no token, but the session ends too.
  auth(demo, 'revoke', 'anna');
  await anna.closed;
  expect(anna.seen).toContain('closed: you were logged out everywhere');
  auth(demo, 'passwd', 'bea');
  await bea.closed;
  expect(bea.seen).toContain('closed: your password was changed');
  const carl = await enter('carl');
  auth(demo, 'del', 'carl');
  await carl.closed;
  expect(carl.seen).toContain('closed: your account was deleted');
});

test('an edit followed by reload applies to live sessions, and so do console commands', async () => {
  const { demo, enter } = await start();
  const operator = await Operator.of(demo);
  const file = join(demo.folder, 'accounts');
  const [anna, bea, carl, dora] = [
    await enter('anna'),
    await enter('bea'),
    await enter('carl'),
    await enter('dora'),
  ];
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/^anna:.*\n/m, '').replace(/^bea:/m, 'berta:'));
  expect(await operator.run('reload')).toMatchObject({ ok: true });
  await anna.closed;
  expect(anna.seen).toContain('closed: your account was deleted');
  await bea.closed;
  expect(bea.seen).toContain('closed: your account is called berta now: log in again');
  expect(await operator.run('accounts revoke carl')).toMatchObject({ ok: true });
  await carl.closed;
  expect(carl.seen).toContain('closed: you were logged out everywhere');
  expect(await operator.run('clear-accounts --yes')).toMatchObject({ ok: true });
  await dora.closed;
  expect(dora.seen).toContain('closed: all accounts were deleted');
});
