import { afterEach, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

afterEach(() => {
  goAway();
  stopDemos();
});

const crasher = new URL('./support/crash-accounts.ts', import.meta.url).href;

test('a crash of the accounts thread is logged, and closes both servers with exit status 1', async () => {
  const demo = new RunningDemo([], { NODE_OPTIONS: `--import=${crasher}` });
  const anna = new User(await demo.port('chat'), 'anna\nannas-password\nannas-password\nhello\n');
  await demo.says(/chat\/1 t\d+ connected/);
  demo.child.kill('SIGURG');
  await demo.says(/Accounts thread crashed: no accounts any more/);
  await anna.closed;
  expect(await demo.status).toBe(1);
  expect(demo.output).toMatch(/chat\/1 t\d+ disconnected/);
});

test('an accounts thread that crashes before it is ready prevents the start', async () => {
  const demo = new RunningDemo([], { NODE_OPTIONS: `--import=${crasher}`, CRASH: 'start' });
  expect(await demo.status).toBe(1);
  expect(demo.output).toContain('threadline: Accounts thread crashed: no accounts today');
});
