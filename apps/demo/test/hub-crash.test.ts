import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

const breaker = new URL('./support/break-hub.ts', import.meta.url).href;

test.each([
  ['throw', /Hub thread crashed: no hub any more/],
  ['exit', /Hub thread crashed: exit code 0/],
])(
  'the end of the hub thread (%s) is logged, closes its sessions, and ends the demo with exit status 1',
  async (how, logged) => {
    const env = { NODE_OPTIONS: `--import=${breaker}`, BREAK: how };
    const demo = new RunningDemo([], env);
    const port = await demo.port('chat');
    const anna = new User(port, 'anna\nannas-password\nannas-password\n');
    await anna.sees('/help lists what you can do');
    const stranger = new User(port, '');
    await stranger.sees('Name');
    demo.child.kill('SIGURG');
    await demo.says(logged);
    await Promise.all([anna.closed, stranger.closed]);
    expect(anna.seen).toMatch(/closed: the (chat is closed|server shuts down)\r\n$/);
    expect(stranger.seen).toMatch(/closed: .+\r\n$/);
    expect(await demo.status).toBe(1);
  },
);

test('`status` responds while the hub loops forever, and reports it unresponsive', async () => {
  const env = { NODE_OPTIONS: `--import=${breaker}`, BREAK: 'loop' };
  const demo = new RunningDemo([], env);
  await demo.port('chat');
  const operator = await Operator.of(demo);
  expect(await operator.ask('status')).toMatchObject({ health: { hub: 'ok', accounts: 'ok' } });
  demo.child.kill('SIGURG');
  for (;;) {
    const { health } = await operator.ask<{ health: object }>('status');
    if ('hub' in health && health.hub === 'ok') continue;
    expect(health).toEqual({ hub: 'unresponsive', accounts: 'ok' });
    break;
  }
  const { text } = await operator.run('status');
  expect(text).toMatch(/health\s+hub unresponsive, accounts ok/);
});
