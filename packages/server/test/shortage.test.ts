import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';
import { connect } from './support/client.ts';
import { ThreadReservation } from '../src/machine/thread-reservation.ts';

const children: ChildProcess[] = [];
/** Root is not bound by a limit of tasks. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('out of descriptors, two servers of one process send each refused client its line, and report it', async () => {
  const { child, lines } = program('ulimit -n 200', 'two-servers.ts', '4');
  const ports = JSON.parse(await nextLine(lines)) as number[];
  const count = 200;
  const clients = await Promise.all(
    Array.from({ length: count }, (_, index) => connect(ports[index % 2] ?? 0)),
  );
  const texts = await Promise.all(clients.map((client) => client.line()));
  const refused = texts.filter((text) => text === 'Server full, try later\r').length;
  const served = texts.filter((text) => text.startsWith('{')).length;
  expect(refused).toBeGreaterThan(0);
  expect(served).toBeGreaterThan(20);
  expect(refused + served).toBe(count);

  child.stdin?.write('before\n');
  const before = JSON.parse(await nextLine(lines)) as Report;
  expect(before.crashes).toBe(0);
  // The default of maxConnections depends on the descriptors too, so a few clients may be beyond it.
  const { descriptors = 0, full = 0, ...others } = before.rejected;
  expect(descriptors).toBeGreaterThan(0);
  expect(descriptors + full).toBe(refused);
  expect(others).toEqual({});
  expect(before.accepted[0] + before.accepted[1]).toBe(served);

  // Once they have left there is room again.
  for (const client of clients) client.destroy();
  await Promise.all(clients.map((client) => client.closed()));
  for (const port of ports) while (!(await firstLine(port)).includes('"id":'));
});

async function firstLine(port: number): Promise<string> {
  const client = await connect(port);
  const line = await client.line();
  client.destroy();
  return line;
}

interface Report {
  readonly rejected: Record<string, number>;
  readonly crashes: number;
  readonly accepted: readonly [number, number];
}

test("a server that can't start threads shares those it has, and starts more later", async () => {
  const { child, lines } = program('true', 'no-more-threads.ts');
  const [, port] = /listening on (\d+)/.exec(await nextLine(lines)) ?? [];
  const clients = [await connect(Number(port))];
  await clients[0]?.echo('hello');
  // The spare thread that replaces it.
  await until(() => threadsOf(child) >= 2);
  limitTasks(child, 1);
  while (clients.length < 4) {
    const client = await connect(Number(port));
    await client.echo(`client ${clients.length}`);
    clients.push(client);
  }
  expect(await nextLine(lines)).toBe('crash: start ERR_WORKER_INIT_FAILED');
  expect(threadsOf(child)).toBe(2);
  limitTasks(child, undefined);
  await until(() => threadsOf(child) > 2);
  for (const client of clients) client.destroy();
});

test('listen() rejects with ERR_SERVER_CAPACITY when no thread can be started, and reserves none', async () => {
  const before = ThreadReservation.total;
  const { child, lines } = program('true', 'no-more-threads.ts', 'wait');
  expect(await nextLine(lines)).toBe('waiting');
  limitTasks(child, 1);
  child.stdin?.end();
  expect(await nextLine(lines)).toMatch(/^failed: ERR_SERVER_CAPACITY Cannot start a thread: /);
  expect(await nextLine(lines)).toBe('reserved: 0');
  expect(ThreadReservation.total).toBe(before);
});

/** Runs a program of `support/` after a shell command. */
function program(command: string, name: string, ...args: string[]): Running {
  const path = new URL(`./support/${name}`, import.meta.url).pathname;
  const node = [process.execPath, '--conditions=@threadline/source', path, ...args];
  const child = spawn('sh', ['-c', `${command}; exec "$@"`, 'sh', ...node], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...user,
  });
  children.push(child);
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

interface Running {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
}

async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const result = await lines.next();
  if (result.done === true) throw new Error('the program has ended');
  return result.value;
}

/** Sets the soft limit of tasks; undefined: to the hard limit. */
function limitTasks({ pid }: ChildProcess, soft: number | undefined): void {
  const [hard = ''] =
    /\d+|unlimited/.exec(prlimit('--raw', '--noheadings', '-o', 'HARD', '--nproc')) ?? [];
  prlimit(`--nproc=${soft ?? hard}:`);

  function prlimit(...args: string[]): string {
    return execFileSync('prlimit', ['--pid', String(pid), ...args], { ...user, encoding: 'utf8' });
  }
}

/** How many client threads a process has. */
function threadsOf({ pid }: ChildProcess): number {
  const names = execFileSync('sh', ['-c', `cat /proc/${pid}/task/*/comm`], { encoding: 'utf8' });
  return names.split('\n').filter((name) => name === 'client').length;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
