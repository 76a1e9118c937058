import { execFileSync } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
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
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';

afterEach(stopDemos);

const temporary = (): string => mkdtempSync(join(tmpdir(), 'threadline-start-'));

test('a second server on a data folder exits with 69 and names the first, until that has ended', async () => {
  const first = new RunningDemo();
  await first.port('chat');
  const args = ['--data', first.folder, '--history', 'memory'];
  const second = new RunningDemo(args);
  expect(await second.status).toBe(69);
  expect(second.output).toBe(
    `threadline: Cannot use the data folder "${first.folder}": process ${first.child.pid} is using it\n`,
  );
  first.child.kill('SIGKILL');
  await first.status;
  await new RunningDemo(args).port('chat');
});

test.each([
  ['/proc/nope', 'ENOENT'],
  ['/etc/passwd', 'it is not a folder'],
])('the data folder %s is refused with 78 and the reason', async (data, reason) => {
  const demo = new RunningDemo(['--data', data]);
  expect(await demo.status).toBe(78);
  expect(demo.output).toMatch(`threadline: Cannot use the data folder "${data}": ${reason}`);
});

test('a control socket in use is refused with a remedy', async () => {
  const first = new RunningDemo();
  await first.port('chat');
  const second = new RunningDemo(['--socket', first.socketPath]);
  expect(await second.status).toBe(69);
  expect(second.output).toContain('use --socket <path> for another one');
});

test('SIGTERM during the start is not lost', async () => {
  // The signal is sent as soon as there is a listener for it.
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

test('a config file may have a byte order mark and CRLF line ends', async () => {
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

test('--help prints the settings within 80 columns, --version the versions of the packages', async () => {
  const help = new RunningDemo(['--help']);
  expect(await help.status).toBe(0);
  expect(help.output).toMatch(/--echo-port <n>/);
  expect(help.output.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const version = new RunningDemo(['--version']);
  expect(await version.status).toBe(0);
  expect(version.output).toMatch(
    /^(@threadline\/(server|echo|auth|chat|control) \d+\.\d+\.\d+\n){5}$/,
  );
  expect(version.output).not.toContain('0.0.0');
});

const certificates = fileURLToPath(
  new URL('../../../packages/server/test/certificates/', import.meta.url),
);

test.each([
  ['empty.pem', 'one.key', 'Cannot use tlsCert "FOLDER/empty.pem": it is empty'],
  ['one.crt', 'empty.pem', 'Cannot use tlsKey "FOLDER/empty.pem": it is empty'],
  ['text.pem', 'one.key', 'Cannot use tlsCert "FOLDER/text.pem": it is not PEM'],
  ['one.crt', 'one.crt', 'Cannot use tlsKey "FOLDER/one.crt": it contains a certificate'],
  ['one.key', 'one.key', /Cannot use tlsCert "FOLDER\/one.key": it contains a (ec )?private key/],
  ['broken.pem', 'one.key', 'Cannot use tlsCert "FOLDER/broken.pem": '],
  ['one.crt', 'two.key', '"FOLDER/two.key": they do not belong together'],
  ['.', 'one.key', 'Cannot read tlsCert "FOLDER/.": it is not a file'],
  ['none.pem', 'one.key', 'Cannot read tlsCert "FOLDER/none.pem": ENOENT'],
])('the certificate %s with the key %s is refused with 78', async (cert, key, message) => {
  const folder = temporary();
  for (const name of ['one.crt', 'one.key', 'two.key'])
    copyFileSync(join(certificates, name), join(folder, name));
  writeFileSync(join(folder, 'empty.pem'), '');
  writeFileSync(join(folder, 'text.pem'), 'hello\n');
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  writeFileSync(join(folder, 'broken.pem'), broken);
  const paths = ['--tls-cert', `${folder}/${cert}`, '--tls-key', `${folder}/${key}`];
  const demo = new RunningDemo(paths);
  expect(await demo.status).toBe(78);
  expect(demo.output.replaceAll(folder, 'FOLDER')).toMatch(message);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot(
  'files that root creates in the data folder of another user belong to that user',
  async () => {
    const data = join(temporary(), 'data');
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, 1234, 1234);
    await new RunningDemo(['--data', data]).port('chat');
    for (const file of ['server.lock', 'server.pid'])
      expect([file, statSync(join(data, file)).uid]).toEqual([file, 1234]);
  },
);

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
