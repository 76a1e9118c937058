import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

/** How long the chat is paused, in milliseconds. */
const pauseMs = 3000;

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

test('during a pause members chat on and nobody connects; after it they do, and no line is lost', async () => {
  const demo = new RunningDemo(['--rate-limit', 'off']);
  const operator = await Operator.of(demo);
  const port = await demo.port('chat');
  const [anna, bob] = [enter(port, 'anna'), enter(port, 'bob')];
  await Promise.all([anna.sees('you are in #lobby'), bob.sees('you are in #lobby')]);

  let said = 0;
  let over = false;
  const talk = async (): Promise<void> => {
    while (!over) {
      said += 1;
      anna.socket.write(`question ${said}.\n`);
      await bob.sees(`anna: question ${said}.`);
      bob.socket.write(`answer ${said}.\n`);
      await anna.sees(`bob: answer ${said}.`);
    }
  };
  const talking = talk();
  expect(await operator.run('pause')).toMatchObject({ text: 'paused echo, chat\n' });
  const paused = performance.now();
  const saidBefore = said;
  while (performance.now() - paused < pauseMs) {
    expect(await tryToConnect(port)).toBe('ECONNREFUSED');
    // Waits for one more line of the two.
    await bob.sees(`anna: question ${said + 1}.`);
  }
  expect(said - saidBefore).toBeGreaterThan(20);
  expect(await operator.ask('status')).toMatchObject({
    listeners: [{ state: 'paused' }, { state: 'paused', clients: 2 }],
  });
  await operator.run('resume');
  const carol = enter(port, 'carol');
  await carol.sees('you are in #lobby');
  await bob.sees('carol joined');
  over = true;
  await talking;
  expect(heard(bob, /anna: question (\d+)\./g)).toEqual(numbers(said));
  expect(heard(anna, /bob: answer (\d+)\./g)).toEqual(numbers(said));
});

function enter(port: number, name: string): User {
  return new User(port, `${name}\n${name}-password\n${name}-password\n`);
}

/** Tries to connect; resolves to the error code if that fails. */
async function tryToConnect(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    socket.destroy();
  }
}

function heard(user: User, pattern: RegExp): number[] {
  return [...user.seen.matchAll(pattern)].map(([, number]) => Number(number));
}

function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
