import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { echo } from '../../src/index.ts';
import { type EchoInvocation, parseArguments } from '../../src/program/arguments.ts';
import { runPing } from '../../src/program/echo/run-echo.ts';
import { runThreadline, Threadline } from '../support/run-threadline.ts';

let server: Server;
let port: number;
let answer: (socket: Socket) => void;

beforeEach(async () => {
  answer = (socket) => socket.pipe(socket);
  server = createServer((socket) => answer(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => void server.close());

describe('echo()', () => {
  test('returns the echo and its round-trip time, also for large data', async () => {
    await using client = await echo('127.0.0.1', port);
    const sizes = [1, 70_000, 3, 1_000_000];
    const echoes = await Promise.all(
      sizes.map((size) => client.send(Buffer.alloc(size, size % 251))),
    );
    expect(echoes.map(({ bytes, intact }) => [bytes.length, intact])).toEqual(
      sizes.map((size) => [size, true]),
    );
    expect(echoes.every(({ roundTripMs }) => roundTripMs > 0)).toBe(true);
  });

  test('reports a response that differs, and does not mistake a late one for the next', async () => {
    let late = (): void => {};
    answer = (socket) => {
      socket.on('data', (chunk) => {
        const text = chunk.toString();
        if (text === 'slow') late = () => socket.write('slow');
        else if (text === 'next') socket.write('slownext');
        else socket.write(text.toUpperCase());
      });
    };
    await using client = await echo('127.0.0.1', port, { timeoutMs: 600 });
    expect(await client.send('loud')).toMatchObject({ bytes: Buffer.from('LOUD'), intact: false });
    await expect(client.send('slow')).rejects.toMatchObject({ code: 'ERR_CLIENT_TIMEOUT' });
    expect(late).toBeDefined();
    expect((await client.send('next')).bytes.toString()).toBe('next');
  });

  test('rejects pending requests when the connection ends, and a server that sends more than an echo', async () => {
    answer = (socket) => socket.once('data', () => socket.destroy());
    const client = await echo('127.0.0.1', port);
    await expect(client.send('x')).rejects.toMatchObject({ code: 'ERR_CLIENT_LOST' });
    await expect(client.send('y')).rejects.toMatchObject({ code: 'ERR_CLIENT_LOST' });
    answer = (socket) => socket.once('data', () => socket.write('more than that'));
    const other = await echo('127.0.0.1', port);
    expect((await other.send('x')).intact).toBe(false);
    await expect(other.send('y')).rejects.toMatchObject({ code: 'ERR_CLIENT_PROTOCOL' });
    await other.close();
  });
});

describe('threadline echo', () => {
  test('sends line by line', async () => {
    const { code, out } = await runThreadline(['echo', `127.0.0.1:${port}`], {
      input: 'one\n\x1btwo\nthree',
    });
    expect({ code, out }).toEqual({ code: 0, out: 'one\ntwo\nthree\n' });
  });

  test('--ping measures round trips, and shows a histogram', async () => {
    const args = ['echo', '--ping', '20', '--interval', '0', '--size', '100', `127.0.0.1:${port}`];
    const { code, out } = await runThreadline(args);
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe(`PING 127.0.0.1:${port}: 100 bytes over TCP`);
    expect(lines[20]).toMatch(/^100 bytes: seq=20 time=\d+\.\d{3} ms$/);
    expect(lines[21]).toMatch(/^20 sent, 20 received, 0% loss, time \d+ ms$/);
    expect(lines[22]).toMatch(
      /^round trip min\/avg\/p50\/p99\/max\/mdev = (\d+\.\d{3}\/){5}\d+\.\d{3} ms$/,
    );
    expect(lines[23]).toMatch(/^ *[\d.]+ - +[\d.]+ ms +\d+ {2}#/);
  });

  test('--ping --interval 0 adds one abort listener, not one per ping', async () => {
    const listening = jest.spyOn(EventTarget.prototype, 'addEventListener');
    const invocation = parseArguments(['echo', '--ping', '50', '--interval', '0', 'host']);
    let out = '';
    const output = { write: (text: string) => (out += text) };
    await using client = await echo('127.0.0.1', port);
    await runPing(client, invocation as EchoInvocation, { output } as never);
    const calls = listening.mock.calls.length;
    listening.mockRestore();
    expect(calls).toBeLessThan(10);
    expect(out).toContain('50 sent, 50 received, 0% loss');
  });

  test('--ping stops at once when interrupted, and prints the statistics so far', async () => {
    let count = 0;
    answer = (socket) => {
      socket.on('data', (chunk) => {
        count += 1;
        if (count < 3) socket.write(chunk);
        else running.child.kill('SIGINT');
      });
    };
    const running = new Threadline(['echo', '--ping', '--interval', '0', `127.0.0.1:${port}`]);
    const { code, out, err } = await running.outcome;
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('3 sent, 2 received, 33.3% loss');
  });

  test('--ping counts lost and damaged responses, and exits with 1', async () => {
    let count = 0;
    answer = (socket) => {
      socket.on('data', (chunk) => {
        count += 1;
        if (count < 3) socket.write(count === 1 ? chunk : Buffer.alloc(chunk.length));
      });
    };
    const args = [
      'echo',
      '--ping',
      '3',
      '--interval',
      '0.02',
      '--timeout',
      '1',
      `127.0.0.1:${port}`,
    ];
    const { code, out } = await runThreadline(args);
    expect(code).toBe(1);
    expect(out).toContain('seq=3: timed out\n');
    expect(out).toContain('3 sent, 2 received, 1 damaged, 33.3% loss');
  });
});

describe('threadline raw', () => {
  test('sends lines with CR LF, removes telnet commands, and makes control characters visible', async () => {
    let heard = '';
    answer = (socket) => {
      socket.write(
        Buffer.concat([Buffer.from([255, 251, 1, 255, 253, 3]), Buffer.from('\x1b[2Jhi\r\n')]),
      );
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('end', () => socket.end());
    };
    const { code, out, err } = await runThreadline(['raw', `127.0.0.1:${port}`], {
      input: 'one\ntwo\n',
    });
    expect({ code, out, heard }).toEqual({ code: 0, out: '^[[2Jhi\n', heard: 'one\r\ntwo\r\n' });
    expect(err).toBe(`-- connected to 127.0.0.1:${port}\n-- the server closed the connection\n`);
  });

  test('reports a broken connection, also during output, and exits with 1', async () => {
    answer = (socket) => socket.once('data', () => socket.resetAndDestroy());
    for (const input of ['one\n', 'much\n'.repeat(500_000)]) {
      const { code, err } = await runThreadline(['raw', `127.0.0.1:${port}`], { input });
      expect(code).toBe(1);
      expect(err).toMatch(
        /^-- connected to 127\.0\.0\.1:\d+\n-- (read|write) (ECONNRESET|EPIPE)\n$/,
      );
    }
  });
});
