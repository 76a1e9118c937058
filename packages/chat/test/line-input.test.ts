import { duplexPair } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Client } from '../src/session/client.ts';
import { contextOf } from '../src/session/context.ts';
import { LineInput } from '../src/session/line-input.ts';

function inputOf(bytes: string, ended = false): LineInput {
  const [socket] = duplexPair();
  const client = new Client(socket, contextOf(socket));
  return new LineInput(client, { bytes: Buffer.from(bytes), ended });
}

async function texts(input: LineInput): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await input.next(); line; line = await input.next()) {
    if (line.type === 'line') lines.push(`${line.text}${line.network ? '*' : ''}`);
  }
  return lines;
}

describe('LineInput', () => {
  test('makes few lines of many bytes at once, whatever they are', () => {
    const input = inputOf('\n'.repeat(65_536));
    expect(input.waiting).toBeLessThan(700);
    expect(input.waiting).toBeGreaterThanOrEqual(100);
  });

  test('cuts the rest when the lines before are taken, and ends behind the last', async () => {
    const all = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
    expect(await texts(inputOf(`${all.join('\n')}\nand the last`, true))).toEqual([
      ...all,
      'and the last',
    ]);
  });

  test.each([509, 510, 511, 512, 513])(
    'knows CR LF for one end of line behind %i bytes',
    async (size) => {
      const long = 'x'.repeat(size);
      const bytes = `${'short\n'.repeat(100)}${long}\r\nnext\r\n`;
      const found = await texts(inputOf(bytes, true));
      expect(found.slice(100)).toEqual([`${long}*`, 'next*']);
    },
  );

  test('drops at once what is beyond a bound that is set later', async () => {
    const input = inputOf('line\n'.repeat(10_000));
    let dropped = 0;
    input.onDrop = () => (dropped += 1);
    input.dropBeyond = 100;
    await setImmediate();
    expect(dropped).toBe(10_000 - input.waiting);
    expect(input.waiting).toBeLessThan(700);
  });

  test('reads no more for a while from a client that sent too much, whatever it was, and loses nothing', async () => {
    const [socket, other] = duplexPair();
    const client = new Client(socket, contextOf(socket));
    const input = new LineInput(client, { bytes: Buffer.alloc(0), ended: false });
    input.dropBeyond = Infinity;
    other.write(`${'x'.repeat(1023)}\n`.repeat(260));
    while (input.take() ?? (await input.next())) if (input.waiting === 0) break;
    expect(socket.isPaused()).toBe(true);
    other.end('the last\n');
    await setImmediate();
    expect(input.waiting).toBe(0);
    expect(await input.next()).toMatchObject({ text: 'the last' });
  });

  test('reads on without a limit if there is none', async () => {
    const [socket, other] = duplexPair();
    const input = new LineInput(new Client(socket, contextOf(socket)), {
      bytes: Buffer.alloc(0),
      ended: false,
    });
    input.limited = false;
    let bytes = 0;
    const all = new Promise<void>((resolve) => {
      input.onData = () => {
        bytes += 1;
        if (bytes === 20) resolve();
      };
    });
    input.dropBeyond = 1;
    for (let chunk = 0; chunk < 20; chunk += 1) {
      other.write('\n'.repeat(50_000));
      await setImmediate();
    }
    await all;
    expect(socket.isPaused()).toBe(false);
  });
});
