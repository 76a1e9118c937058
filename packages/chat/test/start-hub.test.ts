import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startHub } from '../src/index.ts';
import { enterRequest } from './support/thread.ts';
import { hubConnection } from '../src/thread/hub-connection.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-hub-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('startHub()', () => {
  test('runs a hub in its own thread and accepts client threads at its entry port', async () => {
    const hub = await startHub({ history: { file: join(folder, 'h.db') }, motd: ['hi'] });
    const { port1, port2 } = new MessageChannel();
    hub.entry.postMessage({ type: 'client-thread', threadId: 1, port: port1 }, [port1]);
    const connection = hubConnection(port2);
    await hub.setMotd(['hello', 'there']);
    await hub.setFlood('off');
    expect(await hub.stats()).toMatchObject({ sessions: 0, threads: 1 });
    expect(
      await connection.request<'check-address'>({ type: 'check-address', address: 'x' }),
    ).toEqual({
      motd: ['hello', 'there'],
    });
    await hub.close();
    await hub.close();
    expect(await hub.ended).toBeUndefined();
    await expect(hub.stats()).rejects.toMatchObject({ code: 'ERR_CHAT_HUB_GONE' });
    await expect(connection.request({ type: 'check-address', address: 'x' })).rejects.toMatchObject(
      {
        code: 'ERR_CHAT_HUB_GONE',
      },
    );
  });

  test('runs the methods of the HubThread and forwards log records', async () => {
    const logged: string[] = [];
    const log = (_level: string, message: string) => void logged.push(message);
    const hub = await startHub({ history: { file: undefined }, log });
    const { port1, port2 } = new MessageChannel();
    hub.entry.postMessage({ type: 'client-thread', threadId: 77, port: port1 }, [port1]);
    const connection = hubConnection(port2);
    const anna = await connection.request<'enter'>(enterRequest('anna'));
    const bea = await connection.request<'enter'>(enterRequest('bea'));
    expect(await hub.rooms()).toEqual([{ name: 'lobby', members: 2 }]);
    await hub.trace(true);
    const post = { type: 'post', room: 'lobby', kind: 'message', text: 'secret' } as const;
    connection.send({ ...post, session: anna.session });
    await connection.request<'rooms'>({ type: 'rooms', session: bea.session });
    await hub.stats();
    expect(logged).toEqual([
      'ordered #1 in #lobby: posted by thread 77, kept, delivered to thread 77 (2 members)',
    ]);
    expect([await hub.kick('bea', 'bye'), await hub.kick('bea')]).toEqual([true, false]);
    await hub.announce('all right');
    expect(await hub.stats()).toMatchObject({ sessions: 1, closed: { kicked: 1 } });
    expect(await hub.kickAll('bye')).toBe(1);
    expect(logged.slice(1)).toEqual(['account kicked', 'all accounts kicked']);
    await hub.ban('anna', { reason: 'spam' });
    expect(await hub.bans()).toEqual([
      { target: 'anna', by: 'console', reason: 'spam', until: undefined },
    ]);
    await expect(hub.ban('')).rejects.toMatchObject({ code: 'ERR_CHAT_BAD_INPUT' });
    expect([await hub.unban('anna'), await hub.unban('anna')]).toEqual([true, false]);
    await hub.close();
    await expect(hub.rooms()).rejects.toMatchObject({ code: 'ERR_CHAT_HUB_GONE' });
  });

  test('terminates a hub in an infinite loop and rejects its pending calls', async () => {
    const program = fileURLToPath(new URL('fixtures/hub-that-hangs.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@threadline/source', program],
      { env: { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(program).href}` } },
    );
    const { error, message } = JSON.parse(stdout) as Record<string, string>;
    expect(error).toMatch(/^Hub thread unresponsive for \d+ ms$/);
    expect(message).toBe('The hub thread has ended');
  });

  test('rejects if the history cannot be opened, and ends the thread', async () => {
    const file = join(folder, 'h.db');
    writeFileSync(file, 'no database at all');
    await expect(startHub({ history: { file } })).rejects.toMatchObject({
      code: 'ERR_CHAT_HISTORY_DAMAGED',
    });
    expect(readFileSync(file, 'utf8')).toBe('no database at all');
  });
});
