import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

const ctl = fileURLToPath(new URL('../../../packages/control/src/cli.ts', import.meta.url));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

afterEach(() => {
  goAway();
  stopDemos();
});

test('threadline-ctl lists, kicks, bans, announces and shuts down', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('chat');
  const [anna, bob] = [new User(port, registration('anna')), new User(port, registration('bob'))];
  await Promise.all([anna.sees('you are in #lobby'), bob.sees('you are in #lobby')]);
  await demo.says(/chat\/2 .*logged in|logged in.*\n(.*\n)*.*logged in/);

  const clients = JSON.parse((await run(demo, '--json', 'clients')).stdout) as { name?: string }[];
  expect(clients.map(({ name }) => name).toSorted()).toEqual(['anna', 'bob']);
  expect(JSON.parse((await run(demo, '--json', 'rooms')).stdout)).toMatchObject([{ members: 2 }]);

  await run(demo, 'say', 'back in five minutes');
  await bob.sees('back in five minutes');
  await run(demo, 'kick', 'anna', 'enough now');
  await anna.closed;
  await bob.sees(/anna left/);
  await run(demo, 'ban', 'bob');
  await bob.closed;
  expect((await run(demo, 'ban')).stdout).toContain('bob');
  expect((await run(demo, 'kick', 'nobody')).status).toBe(1);
  expect((await run(demo, 'shutdown')).status).toBe(0);
  expect(await demo.status).toBe(0);
});

test('clear-accounts during logins leaves a valid file, closes sessions, and keeps a backup', async () => {
  const demo = new RunningDemo(['--data', mkdtempSync(join(tmpdir(), 'threadline-demo-'))]);
  const data = demo.child.spawnargs[demo.child.spawnargs.indexOf('--data') + 1] ?? '';
  const port = await demo.port('chat');
  const anna = new User(port, registration('anna'));
  await anna.sees('you are in #lobby');
  const others = ['bob', 'carol', 'dave'].map((name) => new User(port, registration(name)));
  expect((await run(demo, 'clear-accounts')).status).toBe(1);
  expect((await run(demo, 'clear-accounts', '--yes')).status).toBe(0);
  await anna.closed;
  for (const other of others) other.socket.destroy();
  expect(readFileSync(join(data, 'accounts.bak'), 'utf8')).toContain('anna:$argon2id$');
  expect(statSync(join(data, 'accounts')).mode & 0o777).toBe(0o600);
  expect((await run(demo, 'accounts')).status).toBe(0);
  const again = new User(port, registration('anna'));
  await again.sees('you are in #lobby');
});

test('pausing during a conversation loses no message', async () => {
  const demo = new RunningDemo(['--rate-limit', 'off']);
  const port = await demo.port('chat');
  const [anna, bob] = [new User(port, registration('anna')), new User(port, registration('bob'))];
  await Promise.all([anna.sees('you are in #lobby'), bob.sees('you are in #lobby')]);
  for (let round = 0; round < 20; round += 1) {
    anna.socket.write(`line ${round}.\n`);
    expect((await run(demo, round % 2 === 0 ? 'pause' : 'resume')).status).toBe(0);
  }
  await bob.sees('line 19.');
  const heard = [...bob.seen.matchAll(/anna: line (\d+)\./g)].map(([, number]) => Number(number));
  expect(heard).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

// `script` provides a pseudo-terminal.
(hasScript() ? test : test.skip)(
  'the console on a terminal pauses, shows and clears the log, clears the accounts and shuts down',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'threadline-demo-'));
    const command = `${process.execPath} --conditions=@threadline/source ${main} --data ${data} --socket off`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: {
        ...process.env,
        THREADLINE_ECHO_PORT: '0',
        THREADLINE_CHAT_PORT: '0',
        TERM: 'xterm',
        NO_COLOR: '1',
      },
    });
    let screen = '';
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
    const exit = new Promise((resolve) => terminal.once('exit', resolve));
    const sees = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(screen))
        await new Promise((resolve) => terminal.stdout.once('data', resolve));
      screen = screen.slice((pattern.exec(screen)?.index ?? 0) + 1);
    };
    const type = (keys: string): void => void terminal.stdin.write(keys);

    await sees(/threadline> /);
    type('pau');
    await sees(/pau/);
    type('\t');
    await sees(/se /);
    type('\r');
    await sees(/paused echo, chat/);
    type('logs -n 1\r');
    await sees(/operator: pause/);
    type('clear-logs\r');
    await sees(/y\/N/);
    type('y\r');
    await sees(/emptied/);
    type('clear-accounts\r');
    await sees(/Delete all 0 accounts/);
    type('y\r');
    await sees(/deleted 0 accounts/);
    type('shutdown\r');
    expect(await exit).toBe(0);
    expect(readFileSync(join(data, 'server.log'), 'utf8')).toContain('clear-accounts');
  },
);

function registration(name: string): string {
  return `${name}\n${name}-password\n${name}-password\n`;
}

/** Runs one command over the demo's control socket. */
function run(
  demo: RunningDemo,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const command = ['--conditions=@threadline/source', ctl, '--socket', demo.socketPath, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function hasScript(): boolean {
  try {
    execFileSync('script', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
