import { chmodSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

afterEach(() => {
  goAway();
  stopDemos();
});

test('a new name registers and sends a message in a single packet', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('chat');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\n');
  await bob.sees('you are in #lobby');
  const anna = new User(port, 'anna\nsecret-pass\nsecret-pass\nhello\n');
  anna.socket.end();
  await bob.sees('anna: hello');
  await bob.sees(/anna left/);
});

test('accounts and history survive a restart, in files that only their owner can access', async () => {
  const data = mkdtempSync(join(tmpdir(), 'threadline-demo-'));
  const first = new RunningDemo(['--data', data]);
  const anna = new User(
    await first.port('chat'),
    'anna\nsecret-pass\nsecret-pass\nremember this\n/who\n',
  );
  await anna.sees('in #lobby (1): anna');
  first.child.kill('SIGTERM');
  expect(await first.status).toBe(0);
  for (const file of ['accounts', 'history.db'])
    expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(data, 'accounts'), 'utf8')).toMatch(
    /^anna:\$argon2id\$v=19\$m=19456,t=2,p=1\$/m,
  );

  const second = new RunningDemo(['--data', data]);
  const again = new User(await second.port('chat'), 'anna\nsecret-pass\n');
  await again.sees('Good to see you again, anna');
  await again.sees('anna: remember this');
});

test('a wrong password is refused', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('chat');
  const anna = new User(port, 'anna\nsecret-pass\nsecret-pass\n');
  await anna.sees('you are in #lobby');
  const thief = new User(port, 'anna\nwrong-guess\n');
  await thief.sees(/wrong|not/i);
  expect(thief.seen).not.toContain('you are in');
});

test('an identification file that others can read is refused with 78 and not changed', async () => {
  const data = mkdtempSync(join(tmpdir(), 'threadline-demo-'));
  const first = new RunningDemo(['--data', data]);
  await first.port('chat');
  first.child.kill('SIGTERM');
  await first.status;
  chmodSync(join(data, 'accounts'), 0o644);
  const second = new RunningDemo(['--data', data]);
  expect(await second.status).toBe(78);
  expect(second.output).toContain('chmod 600');
});

test('an HTTP request is refused, and no member sees it', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('chat');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\n');
  await bob.sees('you are in #lobby');
  const browser = new User(
    port,
    'POST / HTTP/1.1\r\nHost: x\r\n\r\nmallory\nmallorys-pass\nmallorys-pass\nspam\n',
  );
  await browser.closed;
  expect(browser.seen).toMatch(/^HTTP\/1\.1 4\d\d /);
  bob.socket.write('/who\n');
  await bob.sees('in #lobby (1): bob');
  expect(bob.seen).not.toContain('spam');
});

test('--rate-limit off accepts a thousand lines at once', async () => {
  const demo = new RunningDemo(['--rate-limit', 'off', '--history', 'memory']);
  const port = await demo.port('chat');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\n');
  await bob.sees('you are in #lobby');
  const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}.\n`);
  const anna = new User(port, ['anna\nsecret-pass\nsecret-pass\n', ...lines].join(''));
  await anna.sees('you are in #lobby');
  await bob.sees('anna: line 999.');
  const heard = [...bob.seen.matchAll(/anna: line (\d+)\./g)].map(([, number]) => Number(number));
  expect(heard).toEqual(Array.from({ length: 1000 }, (_, index) => index));
});
