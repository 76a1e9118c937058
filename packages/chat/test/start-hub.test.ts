import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startHub } from '../src/index.ts';
import { hubConnection } from '../src/thread/hub-connection.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-hub-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('startHub()', () => {
  test('runs a hub in its own thread, which takes client threads at its entry', async () => {
    const hub = await startHub({ history: { file: join(folder, 'h.db') }, motd: ['hi'] });
    const { port1, port2 } = new MessageChannel();
    hub.entry.postMessage({ type: 'client-thread', threadId: 1, port: port1 }, [port1]);
    const connection = hubConnection(port2);
    hub.setMotd(['hello', 'there']);
    hub.setFlood('off');
    expect(await hub.figures()).toMatchObject({ sessions: 0, threads: 1 });
    expect(await connection.request<'knock'>({ type: 'knock', address: 'x' })).toEqual({
      motd: ['hello', 'there'],
    });
    await hub.close();
    await hub.close();
    expect(await hub.ended).toBeUndefined();
    await expect(hub.figures()).rejects.toMatchObject({ code: 'ERR_CHAT_HUB_GONE' });
    await expect(connection.request({ type: 'knock', address: 'x' })).rejects.toMatchObject({
      code: 'ERR_CHAT_HUB_GONE',
    });
  });

  test('rejects when the history cannot be opened, and leaves no thread behind', async () => {
    const file = join(folder, 'h.db');
    writeFileSync(file, 'no database at all');
    await expect(startHub({ history: { file } })).rejects.toMatchObject({
      code: 'ERR_CHAT_HISTORY_DAMAGED',
    });
    expect(readFileSync(file, 'utf8')).toBe('no database at all');
  });
});
