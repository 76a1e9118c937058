import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { listen } from '../src/index.ts';
import { Client, connect } from './support/client.ts';

const program = new URL('./support/on-descriptor.ts', import.meta.url).pathname;
const node = [process.execPath, '--conditions=@threadline/source', program];
const children: ChildProcess[] = [];
const clients: Client[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('a server on an inherited descriptor sends new clients the refusal while it is paused', async () => {
  const { port, heir } = await bequeath(node);
  await heir.says(`listening on ${port}`);
  const client = await come(port);
  await client.echo('hello');

  for (const round of [1, 2]) {
    heir.type('pause');
    await heir.says('pause: "done"');
    const late = await come(port);
    expect(await late.line()).toBe('Server full, try later\r');
    await late.closed();
    await client.echo(`still here in round ${round}`);
    heir.type('status');
    await heir.says('"listening":false');
    heir.type('resume');
    await heir.says(`resume: {"address":"127.0.0.1","port":${port}}`);
    const newcomer = await come(port);
    await newcomer.echo('hello');
    newcomer.destroy();
    heir.forget();
    heir.type('status');
    await heir.says(new RegExp(`"listening":true,.*"refused":${round}`));
  }
});

test('after close(), new clients wait for the next server if another process holds the descriptor', async () => {
  // As a service manager does, the shell keeps the descriptor and starts one server after the other.
  const { port, heir } = await bequeath(['sh', '-c', '"$@"; "$@"', 'sh', ...node]);
  await heir.says('listening on');
  const client = await come(port);
  await client.echo('hello');
  heir.type('close');
  await client.closed();
  const patient = await come(port);
  const echoed = patient.echo('is anybody there?');
  await heir.says(/close: "done"\nlistening on/);
  await echoed;
});

test('listen() rejects if the descriptor is another kind of socket', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadline-descriptor-'));
  try {
    const { heir } = await bequeath(node, join(folder, 'unix.sock'));
    await heir.says(
      'failed: ERR_SERVER_LISTEN Cannot listen on descriptor 3: it is not a TCP socket',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('listen() rejects if the descriptor is not open or not a socket, or if an address is given too', async () => {
  const handler = new URL('./handlers/echo.ts', import.meta.url);
  for (const fd of [openSync(import.meta.filename, 'r'), 1_000_000]) {
    await expect(listen({ handler, fd })).rejects.toMatchObject({
      code: 'ERR_SERVER_LISTEN',
      message: expect.stringContaining(`Cannot listen on descriptor ${fd}: `) as unknown,
    });
  }
  for (const address of [{ port: 0 }, { host: '127.0.0.1' }]) {
    await expect(listen({ handler, fd: 3, ...address })).rejects.toThrow(
      'Expected either `fd` or `port` and `host`, got both',
    );
  }
  await expect(listen({ handler, fd: -1 })).rejects.toThrow('Expected `fd` to be a whole number');
});

/** A program that has inherited a listening socket. */
interface Heir {
  says(text: string | RegExp): Promise<void>;
  type(line: string): void;
  /** Looks at nothing said so far any more. */
  forget(): void;
}

/** Starts a command whose descriptor 3 is a listening socket, which nobody else holds. */
async function bequeath(
  [file = '', ...args]: string[],
  where: { port: number; host: string } | string = { port: 0, host: '127.0.0.1' },
): Promise<{ port: number; heir: Heir }> {
  const bound = createServer().listen(where);
  await once(bound, 'listening');
  const { port } = bound.address() as AddressInfo;
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit', descriptorOf(bound)] });
  children.push(child);
  bound.close();
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const says = async (text: string | RegExp): Promise<void> => {
    while (typeof text === 'string' ? !output.includes(text) : !text.test(output)) {
      if (child.exitCode !== null) throw new Error(`ended after: ${output}`);
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
    }
  };
  const type = (line: string): void => void child.stdin?.write(`${line}\n`);
  return { port, heir: { says, type, forget: () => (output = '') } };
}

/** The descriptor of a server, which Node keeps to itself. */
function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}

async function come(port: number): Promise<Client> {
  const client = await connect(port);
  clients.push(client);
  return client;
}
