import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

test('explain on logs which thread did each step for a client and its message, without the text', async () => {
  const demo = new RunningDemo();
  const operator = await Operator.of(demo);
  const port = await demo.port('chat');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\n');
  await bob.sees('you are in #lobby');
  const [, bobsThread] = await demo.says(/chat\/1 t(\d+) logged in/);
  await operator.run('explain on');
  const anna = new User(port, 'anna\nannas-password\nannas-password\nthe secret word\n');
  await bob.sees('anna: the secret word');

  const accepted =
    /chat\/2 t(\d+) accepted by the listener thread; its socket was handed to thread (\d+), which/;
  const [, thread, handedTo] = await demo.says(accepted);
  expect(handedTo).toBe(thread);
  expect(thread).not.toBe(bobsThread);
  const authenticated = `chat/2 t${thread} authenticated as anna by registration: requested by thread ${thread}, checked by the accounts thread`;
  await demo.says(new RegExp(authenticated));
  const both = [Number(thread), Number(bobsThread)].toSorted((a, b) => a - b).join(', ');
  const ordered = `hub ordered #\\d+ in #lobby: posted by thread ${thread}, kept, delivered to threads ${both} \\(2 members\\)`;
  await demo.says(new RegExp(ordered));

  await operator.run('explain off');
  anna.socket.write('more of it\n');
  await bob.sees('anna: more of it');
  const { text } = await operator.run('logs -n 100');
  expect(text.match(/ordered #|accepted by|authenticated as/g)).toHaveLength(3);
  expect(text).not.toMatch(/secret word|more of it/);
});
