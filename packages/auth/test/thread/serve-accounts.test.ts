import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { connectAccounts, openAccounts, serveAccounts } from '../../src/index.ts';
import type { Authenticator } from '../../src/index.ts';
import { fast } from '../fixtures/temporary.ts';

const here = { address: '10.0.0.1' };
const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

function channel(): { near: MessagePort; far: MessagePort } {
  const { port1: near, port2: far } = new MessageChannel();
  open.push(near, far);
  return { near, far };
}

/** Accounts that never answer. */
const silent = { exists: () => new Promise(() => undefined) } as unknown as Authenticator;

test('connectAccounts() calls the methods of serveAccounts(), with the same results and errors', async () => {
  await using accounts = await openAccounts(':memory:', { ...fast, throttle: true });
  const { near, far } = channel();
  serveAccounts(accounts, near);
  const remote = connectAccounts(far);
  expect(await remote.register('Alice', 'correct horse', here)).toEqual({
    name: 'Alice',
    roles: [],
    version: 0,
    createdAt: expect.any(Number),
    proof: expect.any(String),
  });
  expect(await remote.identify('10.0.0.1')).toBe('Alice');
  expect(await remote.identify('10.0.0.2')).toBeUndefined();
  expect(await remote.exists('alice')).toBe(true);
  expect(await remote.checkName('alice')).toMatchObject({ code: 'ERR_AUTH_NAME_TAKEN' });
  expect(await remote.checkPassword('alice', 'correct horse')).toEqual({ ok: true });
  const { proof } = await remote.changePassword('alice', 'correct horse', 'wrong horse', here);
  const { token, expiresAt } = await remote.issueToken('alice', proof);
  expect(expiresAt).toBeGreaterThan(Date.now());
  expect(await remote.resume(token, here)).toMatchObject({ name: 'Alice', roles: [] });
  expect(await remote.revoke('alice', here)).toBe(1);
  await expect(remote.resume(token, here)).rejects.toMatchObject({ code: 'ERR_AUTH_BAD_TOKEN' });
  for (let i = 0; i < 5; i += 1) {
    await expect(remote.verify('alice', 'nothing', here)).rejects.toMatchObject({
      code: 'ERR_AUTH_BAD_CREDENTIALS',
    });
  }
  await expect(remote.verify('alice', 'nothing', { address: '10.0.0.9' })).rejects.toMatchObject({
    code: 'ERR_AUTH_THROTTLED',
    retryAfterMs: expect.any(Number),
  });
  await expect(remote.identify('nowhere')).rejects.toMatchObject({ code: 'ERR_AUTH_CALL' });
});

test('serveAccounts() rejects other methods, and survives any message', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', 'correct horse');
  const { near, far } = channel();
  serveAccounts(accounts, near);
  const replies: { id: string; type: string }[] = [];
  far.on('message', (reply: { id: string; type: string }) => replies.push(reply));
  for (const message of [null, 7, 'call', {}, { type: 'result' }]) far.postMessage(message);
  for (const port of [5, null, undefined, {}, 'port']) {
    far.postMessage({ type: 'client-thread', threadId: 1, port });
  }
  const { near: id } = channel();
  far.postMessage({ type: 'call', id, method: 'exists', args: ['alice'] }, [id]);
  for (const method of ['clear', 'close', 'constructor', '__proto__', undefined]) {
    far.postMessage({ type: 'call', id: String(method), method, args: ['alice'] });
  }
  far.postMessage({ type: 'call', id: 'no arguments', method: 'exists' });
  far.postMessage({ type: 'call', id: 'last', method: 'exists', args: ['alice'] });
  while (replies.length < 7) await once(far, 'message');
  expect(replies.filter(({ type }) => type === 'error')).toHaveLength(6);
  expect(replies.find(({ id }) => id === 'last')).toEqual({
    type: 'result',
    id: 'last',
    value: true,
  });
  expect(await accounts.list()).toHaveLength(1);
});

test('serveAccounts() accepts numbers as ids', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const { near, far } = channel();
  serveAccounts(accounts, near);
  far.postMessage({ type: 'call', id: 7, method: 'exists', args: ['alice'] });
  expect(await once(far, 'message')).toEqual([{ type: 'result', id: 7, value: false }]);
});

test('serveAccounts() serves further ports received through an entry port', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', 'correct horse');
  const entry = channel();
  const thread = channel();
  const service = serveAccounts(accounts, entry.near);
  const message = { type: 'client-thread', threadId: 3, port: thread.near };
  entry.far.postMessage(message, [thread.near]);
  const remote = connectAccounts(thread.far);
  expect(await remote.exists('alice')).toBe(true);
  service.close();
  await once(thread.far, 'close');
  await expect(remote.exists('alice')).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
});

test('connectAccounts() rejects pending calls when the other end is closed', async () => {
  const { near, far } = channel();
  serveAccounts(silent, near);
  const remote = connectAccounts(far);
  const call = remote.exists('alice');
  near.close();
  await expect(call).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
  await expect(remote.exists('alice')).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
});

test.each([
  ['near', (port: MessagePort) => port],
  ['far', (_: MessagePort, port: MessagePort) => port],
])('connectAccounts() rejects calls through a port whose %s end has closed', async (_end, pick) => {
  const { near, far } = channel();
  const gone = once(near, 'close');
  pick(near, far).close();
  await gone;
  const remote = connectAccounts(near);
  await expect(remote.exists('alice')).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
  expect(near.listenerCount('message')).toBe(0);
});

test('connectAccounts() rejects calls through a port received after its other end was closed', async () => {
  const { near, far } = channel();
  const carrier = channel();
  near.close();
  carrier.near.postMessage(far, [far]);
  const [arrived] = (await once(carrier.far, 'message')) as [MessagePort];
  const call = connectAccounts(arrived).exists('alice');
  await expect(call).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
});

test('connectAccounts() rejects pending calls when the thread of the other end dies', async () => {
  const { near, far } = channel();
  const worker = new Worker('require("node:worker_threads").parentPort.once("message", () => 0)', {
    eval: true,
  });
  worker.postMessage(near, [near]);
  const call = connectAccounts(far).exists('alice');
  await worker.terminate();
  await expect(call).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
});

test('connectAccounts() keeps its thread alive only while a call is pending', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const { near, far } = channel();
  serveAccounts(accounts, near);
  const remote = connectAccounts(far);
  expect(connectAccounts(far)).toBe(remote);
  expect(far.hasRef()).toBe(false);
  const calls = [remote.exists('alice'), remote.identify('10.0.0.1'), remote.revoke('bob', here)];
  expect(far.hasRef()).toBe(true);
  expect(await Promise.all(calls)).toEqual([false, undefined, 0]);
  expect(far.hasRef()).toBe(false);
  expect(far.listenerCount('message')).toBe(0);
  await expect(remote.exists(Symbol('alice') as never)).rejects.toThrow('could not be cloned');
  expect(far.listenerCount('message')).toBe(0);
});

test('connectAccounts() shares a port with other clients of the same calls', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', 'correct horse');
  const { near, far } = channel();
  serveAccounts(accounts, near);
  const remote = connectAccounts(far);
  const replies: unknown[] = [];
  far.on('message', (reply: unknown) => replies.push(reply));
  far.postMessage({ type: 'call', id: 1, method: 'exists', args: ['bert'] });
  expect(await remote.exists('alice')).toBe(true);
  expect(replies).toContainEqual({ type: 'result', id: 1, value: false });
});

test('connectAccounts() and serveAccounts() reject what is not a port or accounts', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const type = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });
  expect(() => connectAccounts(undefined as never)).toThrow(type);
  expect(() => serveAccounts(accounts, {} as never)).toThrow(type);
  expect(() => serveAccounts(undefined as never, channel().near)).toThrow(type);
});

test('serveAccounts() rejects calls without a proof or origin, which only the operator may make', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', 'correct horse');
  const { near, far } = channel();
  serveAccounts(accounts, near);
  const call = async (method: string, ...args: unknown[]): Promise<unknown> => {
    const reply = once(far, 'message');
    far.postMessage({ type: 'call', id: 1, method, args });
    return (await reply)[0] as unknown;
  };
  const calls: [string, ...unknown[]][] = [
    ['issueToken', 'alice'],
    ['issueToken', 'alice', undefined],
    ['revoke', 'alice'],
    ['verify', 'alice', 'correct horse'],
    ['verify', 'alice', 'correct horse', {}],
    ['register', 'bob', 'correct horse', undefined],
  ];
  for (const args of calls) {
    expect(await call(...args)).toMatchObject({ type: 'error', code: 'ERR_AUTH_CALL' });
  }
  const origin = { ...here, allowReserved: true };
  expect(await call('register', 'NickServ', 'correct horse', origin)).toMatchObject({
    code: 'ERR_AUTH_NAME_RESERVED',
  });
  expect(await call('issueToken', 'alice', 'forged.proof')).toMatchObject({
    code: 'ERR_AUTH_STALE_PROOF',
  });
});
