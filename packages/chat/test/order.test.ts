import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { Hub, MemoryHistory, SqliteHistory, startHub } from '../src/index.ts';
import { read } from './support/read.ts';
import { type FromTalkative, talkative, type ToTalkative } from './support/talkative.ts';

const lines = 40;

test('all members of a room see the same messages in the order of the history, each once', async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const history = new MemoryHistory();
    const hub = new Hub({ history, flood: 'off' });
    const threads = [2, 3, 1, 4].map((count, index) => {
      const { port1, port2 } = new MessageChannel();
      const names = Array.from({ length: count }, (_, number) => `t${index}m${number}`);
      talkative({ port: hub.connect(), control: port1, names, lines, seed: seed * 10 + index });
      return port2;
    });
    const seen = await letTalk(threads, 9 * lines);
    const kept = await read(history, { conversation: '#lobby', limit: 1000 });
    const order = kept.map(({ account, text }) => `${account}: ${text}`);
    expect({ seed, kept: order.length }).toEqual({ seed, kept: 10 * lines });
    expectSameOrder(seen, order);
    hub.close();
  }
});

test('members in several threads see the order of the history, with a hub thread and a history file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-order-'));
  const file = join(folder, 'h.db');
  const hub = await startHub({ history: { file }, flood: 'off' });
  const workers: Worker[] = [];
  const threads = [0, 1, 2].map((thread) => {
    const control = new MessageChannel();
    const link = new MessageChannel();
    hub.entry.postMessage({ type: 'client-thread', threadId: thread, port: link.port1 }, [
      link.port1,
    ]);
    const names = [`t${thread}m0`, `t${thread}m1`];
    const workerData = {
      port: link.port2,
      control: control.port1,
      names,
      lines: 200,
      seed: thread,
    };
    workers.push(
      new Worker(new URL('./fixtures/talkative-thread.ts', import.meta.url), {
        workerData,
        transferList: [link.port2, control.port1],
        execArgv: ['--conditions=@threadline/source'],
      }),
    );
    return control.port2;
  });
  const seen = await letTalk(threads, 5 * 200);
  expect(await hub.stats()).toMatchObject({ messages: 1200, failedTurns: 0, slowThreads: 0 });
  for (const worker of workers) await worker.terminate();
  await hub.close();
  const history = new SqliteHistory({ file });
  const conversation = '#lobby';
  const kept = await read(history, { conversation, limit: 1000, take: 'oldest' });
  const after = kept.at(-1)?.id ?? 0;
  kept.push(...(await read(history, { conversation, limit: 1000, after, take: 'oldest' })));
  history.close();
  rmSync(folder, { recursive: true });
  expect(kept).toHaveLength(1200);
  expectSameOrder(
    seen,
    kept.map(({ account, text }) => `${account}: ${text}`),
  );
});

/** Starts posting once all members have joined, and returns the lines that each member received. */
async function letTalk(
  threads: readonly MessagePort[],
  expected: number,
): Promise<Map<string, string[]>> {
  const tell = (port: MessagePort, message: ToTalkative) => port.postMessage(message);
  await Promise.all(threads.map((port) => heard(port, 'in')));
  const said = threads.map((port) => heard(port, 'said'));
  for (const port of threads) tell(port, { type: 'go' });
  await Promise.all(said);
  const seen = new Map<string, string[]>();
  for (const port of threads) {
    const report = heard(port, 'seen');
    tell(port, { type: 'report', expected });
    const { seen: screens } = (await report) as FromTalkative & { type: 'seen' };
    for (const [name, screen] of Object.entries(screens)) {
      seen.set(
        name,
        screen.split('\r\n').filter((line) => / says \d+$/.test(line)),
      );
    }
  }
  return seen;
}

async function heard(port: MessagePort, type: FromTalkative['type']): Promise<FromTalkative> {
  for (;;) {
    const [message] = (await once(port, 'message')) as [FromTalkative];
    if (message.type === type) return message;
  }
}

/** Expects each member to see all messages of the others in the order of the history. */
function expectSameOrder(seen: Map<string, string[]>, order: readonly string[]): void {
  for (const [name, messages] of seen) {
    expect({ name, messages }).toEqual({
      name,
      messages: order.filter((line) => !line.startsWith(`${name}:`)),
    });
  }
}
