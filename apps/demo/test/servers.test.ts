import { expect, test } from '@jest/globals';
import { assignSockets } from '../src/servers.ts';

const sockets = (...names: (string | undefined)[]): { fd: number; name: string | undefined }[] =>
  names.map((name, index) => ({ fd: 3 + index, name }));

test.each([
  [[], {}],
  [[undefined], { echo: 3 }],
  [[undefined, undefined], { echo: 3, chat: 4 }],
  [['threadline.socket', 'threadline.socket'], { echo: 3, chat: 4 }],
  [['chat'], { chat: 3 }],
  [['chat', 'echo'], { echo: 4, chat: 3 }],
])('assignSockets() assigns sockets named %j as %j', (names, assigned) => {
  expect(assignSockets(sockets(...names))).toEqual(assigned);
});

test.each([
  [[undefined, undefined, undefined], 'Cannot use the socket number 3'],
  [['echo', 'irc'], 'Cannot use the socket named "irc"'],
  [['chat', 'chat'], 'Cannot use two sockets named "chat"'],
])('assignSockets() rejects sockets named %j', (names, message) => {
  expect(() => assignSockets(sockets(...names))).toThrow(message);
});
