import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { failedLoginLine } from '../../../common/log/failed-login.ts';
import { openLog } from '../src/log/log-file.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const inFolder = useTemporaryFolder();

const contrib = fileURLToPath(new URL('../contrib', import.meta.url));

/** Runs a program; `test.skip` if it is not installed. */
const withProgram = (name: string): typeof test | typeof test.skip =>
  spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${name}`]).status === 0
    ? test
    : test.skip;

function run(program: string, ...args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env });
  return { status, output: `${stdout}${stderr}` };
}

/** The regular expression of the shipped fail2ban filter, in JavaScript syntax. */
const filter = readFileSync(
  new URL('../contrib/fail2ban/threadline.conf', import.meta.url),
  'utf8',
);
const failRegex = new RegExp(
  (/^failregex = (.*)$/m.exec(filter)?.[1] ?? '').replace('<HOST>', '(?<host>[\\w.:]+)'),
);

test('the fail2ban filter matches a failed login, and no other text in names or fields', () => {
  const log = openLog(inFolder('log'));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '" ip=198.51.100.9 name="',
      '"}\n{"level":"warn","msg":"login failed ip=198.51.100.9 name=\\"x\\""}',
    ),
  );
  fc.assert(
    fc.property(hostile, hostile, (name, field) => {
      log.clear();
      log.add(
        {
          time: Date.now(),
          level: 'warn',
          message: failedLoginLine('192.0.2.1', name),
          fields: { field },
        },
        'chat',
      );
      log.write('warn', `rejected ${name}`, { field });
      log.flush();
      const hosts = readFileSync(log.path, 'utf8')
        .split('\n')
        .map((line) => failRegex.exec(line)?.groups?.['host']);
      expect(hosts).toEqual(['192.0.2.1', undefined, undefined]);
    }),
  );
  log.close();
});

withProgram('fail2ban-regex')('fail2ban-regex finds each failed login of a real log', () => {
  const log = openLog(inFolder('log'));
  for (const [address, name] of [
    ['192.0.2.1', 'anna'],
    ['2001:db8::1', 'be"a'],
  ] as const) {
    const message = failedLoginLine(address, name);
    log.add({ time: Date.now(), level: 'warn', message }, 'chat');
  }
  log.write('warn', 'refused 192.0.2.9: the server is full');
  log.close();
  const { status, output } = run(
    'fail2ban-regex',
    log.path,
    join(contrib, 'fail2ban/threadline.conf'),
  );
  expect([status, output]).toEqual([
    0,
    expect.stringContaining('Lines: 3 lines, 0 ignored, 2 matched, 1 missed'),
  ]);
});

withProgram('fail2ban-client')('fail2ban-client accepts the filter and the jail', () => {
  const folder = inFolder('fail2ban');
  cpSync('/etc/fail2ban', folder, { recursive: true });
  cpSync(join(contrib, 'fail2ban/threadline.conf'), join(folder, 'filter.d/threadline.conf'));
  const jail = readFileSync(join(contrib, 'fail2ban/threadline.local'), 'utf8');
  const log = inFolder('server.log');
  writeFileSync(log, '');
  const own = jail.replace(/^logpath = .*$/m, `logpath = ${log}`);
  expect(own).not.toBe(jail);
  writeFileSync(join(folder, 'jail.d/threadline.local'), own);
  // Without the jails of the distribution, whose logs may be missing.
  writeFileSync(join(folder, 'jail.d/zz.local'), '[sshd]\nenabled = false\n');
  const { status, output } = run('fail2ban-client', '-c', folder, '-d');
  expect([status, output]).toEqual([0, expect.stringContaining("['start', 'threadline']")]);
  expect(output).toContain(`'${log}'`);
  expect(output).not.toMatch(/ERROR|WARNING.*threadline jail/);
});

withProgram('logrotate')('logrotate accepts the configuration, and rotates the log', () => {
  const log = inFolder('server.log');
  const text = readFileSync(join(contrib, 'threadline.logrotate'), 'utf8');
  const own = text
    .replace('/var/lib/threadline/server.log', log)
    .replace(/^ *systemctl .*$/m, `touch ${inFolder('signalled')}`);
  const config = inFolder('threadline.logrotate');
  writeFileSync(config, own, { mode: 0o644 });
  writeFileSync(log, 'one record\n');
  const args = ['--force', '--state', inFolder('state'), config];
  expect(run('logrotate', ...args)).toEqual({ status: 0, output: '' });
  expect(readFileSync(`${log}.1`, 'utf8')).toBe('one record\n');
  expect([existsSync(log), existsSync(inFolder('signalled'))]).toEqual([false, true]);
});

withProgram('systemd-analyze')('systemd-analyze accepts the units', () => {
  const folder = inFolder('units');
  mkdirSync(folder);
  for (const name of ['threadline.service', 'threadline.socket']) {
    const text = readFileSync(join(contrib, name), 'utf8');
    const own = text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`);
    writeFileSync(join(folder, name), own);
    expect(run('systemd-analyze', 'verify', join(folder, name))).toEqual({ status: 0, output: '' });
  }
});
