import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PrivateOwners } from '../src/hub/private-owners.ts';
import { type History, Hub, MemoryHistory, pairKey, SqliteHistory } from '../src/index.ts';
import type { EnterRequest } from '../src/protocol/enter-request.ts';
import type { Request, Responses } from '../src/protocol/requests.ts';
import { Thread } from './support/thread.ts';

let folder: string;
let hub: Hub | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-private-'));
});
afterEach(() => {
  hub?.close();
  rmSync(folder, { recursive: true });
});

function start(history: History): Thread {
  hub?.close();
  hub = new Hub({ history, keepPrivate: true, flood: 'off' });
  return new Thread(hub.connect());
}

async function send(thread: Thread, session: number, to: string, text: string): Promise<void> {
  const request = { type: 'private-message', session, to, kind: 'message', text } as const;
  expect(await thread.request(request)).toMatchObject({ type: 'response' });
}

async function ask<T extends Request['type']>(
  thread: Thread,
  request: Request & { type: T },
): Promise<Responses[T]> {
  const response = await thread.request(request);
  expect(response).toMatchObject({ type: 'response' });
  return (response as unknown as { value: Responses[T] }).value;
}

/** Returns the private messages with an account that a session can read, by every kind of query. */
async function readable(thread: Thread, session: number, other: string) {
  const name = `@${other}`;
  const history = { type: 'history', session, with: name, limit: 100 } as const;
  const newest = await ask<'history'>(thread, history);
  const oldest = await ask<'history'>(thread, { ...history, take: 'oldest' });
  const next = await ask<'history'>(thread, { ...history, cursor: { after: 0, before: 1000 } });
  const search = { type: 'search', session, with: name, text: 'secret', limit: 100 } as const;
  const found = await ask<'search'>(thread, search);
  const times = { afterAt: -Infinity, beforeAt: Infinity, limit: 100 };
  const listed = await ask<'conversations'>(thread, { type: 'conversations', session, ...times });
  const texts = newest.messages.map(({ text }) => text);
  for (const { messages } of [oldest, next, found]) {
    expect(messages.map(({ text }) => text)).toEqual(texts);
  }
  const names = listed.conversations.map((one) => one.with).filter((one) => one.startsWith('@'));
  expect(names).toEqual(texts.length > 0 ? [name] : []);
  return texts;
}

const anna: Partial<EnterRequest> = { createdAt: 1000 };
const nextAnna: Partial<EnterRequest> = { createdAt: 2000 };
const bea: Partial<EnterRequest> = { createdAt: 1500 };

describe.each([
  ['SqliteHistory', () => new SqliteHistory({ file: join(folder, 'history.db') })],
  ['MemoryHistory', () => new MemoryHistory()],
])('Hub with keepPrivate and %s', (_name, open) => {
  test('hides the private messages of an account from the next owner of its name', async () => {
    const thread = start(open());
    const old = await thread.enter('Anna', anna);
    const other = await thread.enter('bea', bea);
    await send(thread, old, 'bea', 'secret one');
    await send(thread, other, 'anna', 'secret two');
    expect(await readable(thread, old, 'bea')).toEqual(['secret one', 'secret two']);
    thread.turn({ type: 'leave', session: old, reason: '', code: 'quit' });

    const next = await thread.enter('anna', nextAnna);
    expect(await readable(thread, next, 'bea')).toEqual([]);
    await send(thread, other, 'anna', 'secret three');
    expect(await readable(thread, next, 'bea')).toEqual(['secret three']);
    // The other participant can still read them.
    const all = ['secret one', 'secret two', 'secret three'];
    expect(await readable(thread, other, 'anna')).toEqual(all);
  });

  test('removes the private history of a deleted account without a creation time', async () => {
    const thread = start(open());
    const old = await thread.enter('anna');
    const other = await thread.enter('bea');
    await send(thread, old, 'bea', 'secret one');
    expect(await readable(thread, old, 'bea')).toEqual(['secret one']);
    hub?.applyAccountChanges([{ type: 'removed', name: 'Anna', version: 1 }]);
    const next = await thread.enter('anna', { version: 1 });
    expect(await readable(thread, next, 'bea')).toEqual([]);
    hub?.applyAccountChanges([{ type: 'cleared', version: 2 }]);
    const nextOther = await thread.enter('bea', { version: 2 });
    expect(await readable(thread, nextOther, 'anna')).toEqual([]);
    expect(other).not.toBe(nextOther);
  });

  test('hides the private messages of a guest from later guests with its name', async () => {
    const thread = start(open());
    const guest = await thread.enter('Guest-1', { by: 'guest' });
    const other = await thread.enter('bea', bea);
    await send(thread, guest, 'bea', 'secret one');
    expect(await readable(thread, guest, 'bea')).toEqual([]);
    expect(await readable(thread, other, 'guest-1')).toEqual(['secret one']);
  });

  test('hides private messages stored before owners were recorded', async () => {
    const history = open();
    const conversation = pairKey('anna', 'bea');
    const message = { id: 1, at: 500, conversation, account: 'anna', kind: 'message' } as const;
    history.append({ ...message, text: 'secret zero' });
    history.commit();
    const thread = start(history);
    const session = await thread.enter('anna', anna);
    await thread.enter('bea', bea);
    expect(await readable(thread, session, 'bea')).toEqual([]);
    await send(thread, session, 'bea', 'secret one');
    expect(await readable(thread, session, 'bea')).toEqual(['secret one']);
  });
});

test('a SqliteHistory keeps the owners of private messages across a restart', async () => {
  const file = join(folder, 'history.db');
  const before = start(new SqliteHistory({ file }));
  const old = await before.enter('anna', anna);
  await before.enter('bea', bea);
  await send(before, old, 'bea', 'secret one');
  hub?.close();
  const thread = start(new SqliteHistory({ file }));
  expect(await readable(thread, await thread.enter('anna', anna), 'bea')).toEqual(['secret one']);
  hub?.applyAccountChanges([{ type: 'renamed', name: 'anna', to: 'anne', version: 1 }]);
  const next = await thread.enter('anna', { ...anna, version: 1 });
  expect(await readable(thread, next, 'bea')).toEqual([]);
});

describe('PrivateOwners', () => {
  test('undoes the changes of a turn that was not committed', () => {
    const owners = new PrivateOwners(new MemoryHistory());
    owners.claim('anna', '1', 5);
    owners.committed();
    owners.claim('anna', '2', 9);
    owners.claim('bea', '3', 9);
    owners.rollback();
    expect(owners.readableAfter('ANNA', '1')).toBe(4);
    expect(owners.readableAfter('anna', '2')).toBe(Number.MAX_SAFE_INTEGER);
    expect(owners.readableAfter('bea', '3')).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('is bounded: the earliest owner loses access', () => {
    const owners = new PrivateOwners(new MemoryHistory(), 2);
    for (const name of ['anna', 'bea', 'carl']) owners.claim(name, '1', 5);
    expect(owners.readableAfter('anna', '1')).toBe(Number.MAX_SAFE_INTEGER);
    expect(owners.readableAfter('carl', '1')).toBe(4);
  });
});
