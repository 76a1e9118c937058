import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from '../../src/index.ts';
import { Threadline } from '../support/run-threadline.ts';

const long = 'x'.repeat(400);
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) server.close();
});

/** The output of {@link startHostile}. */
interface Hostile {
  readonly port: number;
  connections: number;
  sentBytes: number;
  /** The connection's buffers are full. */
  blocked: boolean;
  /** Resolves to the connection it sends to. */
  readonly sending: Promise<Socket>;
}

/** A server that sends lines endlessly: instead of its capabilities, or after the login. */
async function startHostile(
  line: (count: number) => string,
  { at = 'CAP END' }: { at?: 'CAP LS' | 'CAP END' } = {},
): Promise<Hostile> {
  const sending = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    hostile.connections += 1;
    socket.on('error', () => {});
    let count = 0;
    const pump = (): void => {
      if (socket.destroyed) return;
      const lines = Array.from({ length: 200 }, () => line((count += 1))).join('');
      hostile.sentBytes += lines.length;
      hostile.blocked = !socket.write(lines);
      if (hostile.blocked) socket.once('drain', pump);
      else setImmediate(pump);
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('CAP REQ')) socket.write(':s CAP * ACK :batch message-tags\r\n');
      if (text.includes('CAP END')) socket.write(':s 001 anna :hi\r\n:anna!a@b JOIN #lobby\r\n');
      if (text.includes(at)) sending.resolve(socket);
      if (text.includes(at)) pump();
      else if (text.includes('CAP LS')) socket.write(':s CAP * LS :batch message-tags\r\n');
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const hostile: Hostile = {
    port,
    connections: 0,
    sentBytes: 0,
    blocked: false,
    sending: sending.promise,
  };
  return hostile;
}

describe('a client ends with ERR_CLIENT_OVERFLOW, and does not reconnect, if a server', () => {
  test.each<[string, (count: number) => string]>([
    ['joins it to too many rooms', (n) => `:anna!a@b JOIN #room${n}\r\n`],
    ['announces too many members', (n) => `:${long}${n}!a@b JOIN #lobby\r\n`],
    [
      'lists members without an end',
      (n) => `:s 353 anna = #lobby :${long.slice(0, 200)}${n} ${long.slice(0, 200)}-${n}\r\n`,
    ],
    [
      'never ends a batch',
      (n) =>
        n === 1
          ? 'BATCH +a x\r\n'
          : `@batch=a;t=${'x'.repeat(7000)} :bea!a@b PRIVMSG #lobby :${long}\r\n`,
    ],
    [
      'nests too many batches',
      (n) => (n === 1 ? 'BATCH +a x\r\n' : `@batch=a BATCH +b x ${long}\r\nBATCH -b\r\n`),
    ],
    ['opens too many batches', (n) => `BATCH +b${n} x\r\n`],
    ['never ends a line', () => long],
  ])('%s', async (_, line) => {
    const hostile = await startHostile(line);
    const ended = async (): Promise<void> => {
      const client = await connect({ host: '127.0.0.1', port: hostile.port, account: 'anna' });
      const [error] = (await once(client, 'close')) as [Error];
      throw error;
    };
    await expect(ended()).rejects.toMatchObject({ code: 'ERR_CLIENT_OVERFLOW' });
    expect(hostile.connections).toBe(1);
  });

  test('announces endless capabilities', async () => {
    const { port } = await startHostile((n) => `:s CAP * LS * :cap-${n}=${long}\r\n`, {
      at: 'CAP LS',
    });
    const connecting = connect({ host: '127.0.0.1', port, account: 'anna' });
    await expect(connecting).rejects.toMatchObject({ code: 'ERR_CLIENT_OVERFLOW' });
  });

  test('sends a response without an end', async () => {
    const { port } = await startHostile((n) => `:s 322 anna #room${n} 5 :${long}\r\n`);
    const client = await connect({ host: '127.0.0.1', port, account: 'anna' });
    const closed = once(client, 'close') as Promise<[{ code: string }]>;
    client.list().catch(() => {});
    expect((await closed)[0].code).toBe('ERR_CLIENT_OVERFLOW');
  });
});

test('threadline stops reading from the server while its output is not read, and continues afterwards', async () => {
  const hostile = await startHostile((n) => `:bea!a@b PRIVMSG #lobby :${n} ${long}\r\n`);
  const args = ['--plain', '--no-save', '--wait', 'forever', `anna@127.0.0.1:${hostile.port}`];
  const threadline = new Threadline(args);
  threadline.child.stdin.end();
  threadline.child.stdout.pause();
  const socket = await hostile.sending;
  // Until all buffers are full: pipe, output, input, connection.
  let before = -1;
  while (!hostile.blocked || before !== hostile.sentBytes) {
    before = hostile.sentBytes;
    await Promise.race([once(socket, 'drain'), silence(1000)]);
  }
  expect(hostile.sentBytes).toBeLessThan(32 * 1_048_576);
  threadline.child.stdout.resume();
  const wanted = hostile.sentBytes + 1_048_576;
  while (hostile.sentBytes < wanted) await once(socket, 'drain');
  threadline.child.kill('SIGKILL');
});

/** There is no event to wait for: the test is that nothing happens. */
function silence(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
