import { execFileSync } from 'node:child_process';
import {
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';

afterEach(stopDemos);

const temporary = (): string => mkdtempSync(join(tmpdir(), 'threadline-start-'));

test('a second server on a data folder ends with 69 and names the process, until the first is gone', async () => {
  const first = new RunningDemo();
  await first.port('chat');
  const args = ['--data', first.folder, '--history', 'memory'];
  const second = new RunningDemo(args);
  expect(await second.status).toBe(69);
  expect(second.output).toBe(
    `threadline: Cannot use the data folder "${first.folder}": process ${first.child.pid} uses it\n`,
  );
  first.child.kill('SIGKILL');
  await first.status;
  await new RunningDemo(args).port('chat');
});

test.each([
  ['/proc/nope', 'ENOENT'],
  ['/etc/passwd', 'it is not a folder'],
])('the data folder %s ends with 78 and says why', async (data, reason) => {
  const demo = new RunningDemo(['--data', data]);
  expect(await demo.status).toBe(78);
  expect(demo.output).toMatch(`threadline: Cannot use the data folder "${data}": ${reason}`);
});

test('the control socket of another server is refused with what cures it', async () => {
  const first = new RunningDemo();
  await first.port('chat');
  const second = new RunningDemo(['--socket', first.socketPath]);
  expect(await second.status).toBe(69);
  expect(second.output).toContain('--socket <path> gives this server another');
});

test('SIGTERM while it starts is not lost', async () => {
  // As soon as anything listens for the signal, it comes.
  const early = `process.on('newListener', function take(name) {
    if (name !== 'SIGTERM') return;
    process.off('newListener', take);
    setImmediate(() => process.kill(process.pid, 'SIGTERM'));
  })`;
  const demo = new RunningDemo([], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(early)}`,
  });
  expect(await demo.status).toBe(0);
});

test('a config file may begin with a byte order mark and end its lines as Windows does', async () => {
  const config = join(temporary(), 'config.json');
  writeFileSync(config, '\uFEFF{\r\n  "host": "[::1]"\r\n}\r\n');
  const demo = new RunningDemo(['--config', config]);
  await demo.says(/echo listening on \[::1\]:\d+\n/);
});

test.each(['config', 'motd', 'tls'])('a FIFO in place of the %s is refused', async (what) => {
  const folder = temporary();
  const fifo = join(folder, what);
  execFileSync('mkfifo', [fifo]);
  const args = {
    config: ['--config', fifo],
    motd: ['--data', folder],
    tls: ['--tls-cert', fifo, '--tls-key', fifo],
  }[what];
  const demo = new RunningDemo(args);
  expect(await demo.status).toBe(78);
  expect(demo.output).toContain('it is not a file');
});

test('--help prints the settings, --version the version', async () => {
  const help = new RunningDemo(['--help']);
  expect(await help.status).toBe(0);
  expect(help.output).toMatch(/--echo-port <n>/);
  const version = new RunningDemo(['--version']);
  expect(await version.status).toBe(0);
  expect(version.output).toMatch(/^\d+\.\d+\.\d+\n$/);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('what root makes in the data folder of another user belongs to that user', async () => {
  const data = join(temporary(), 'data');
  mkdirSync(data, { mode: 0o700 });
  chownSync(data, 1234, 1234);
  await new RunningDemo(['--data', data]).port('chat');
  for (const file of ['server.lock', 'server.pid'])
    expect([file, statSync(join(data, file)).uid]).toEqual([file, 1234]);
});

test.each([
  ['a symbolic link', symlinkSync],
  ['a hard link', linkSync],
])('%s in place of server.pid is not written through', async (_, link) => {
  const folder = temporary();
  const planted = join(folder, 'planted');
  writeFileSync(planted, 'mine');
  link(planted, join(folder, 'server.pid'));
  const demo = new RunningDemo(['--data', folder]);
  expect(await demo.status).toBe(78);
  expect(readFileSync(planted, 'utf8')).toBe('mine');
});
