import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { openAccounts } from '../../src/index.ts';
import { usage } from '../../src/cli/usage.ts';
import { command, nodeArgs, onTerminal } from '../fixtures/command.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';

test('threadline-auth adds, verifies, lists, changes, revokes and removes accounts', async () => {
  using folder = temporaryFolder();
  const file = ['--file', folder.file];
  const run = (args: string[], input?: string) => command([...args, ...file], input);

  expect(await run(['add', 'Alice', '--role', 'operator'], 'correct horse\n')).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
  expect(statSync(folder.file).mode & 0o777).toBe(0o600);
  expect((await run(['verify', 'alice'], 'correct horse\r\n')).code).toBe(0);
  expect(await run(['verify', 'alice'], 'wrong horse\n')).toEqual({
    code: 77,
    stdout: '',
    stderr: 'threadline-auth: Cannot log in: wrong name or password\n',
  });

  expect((await run(['passwd', 'alice'], 'another horse')).code).toBe(0);
  expect((await run(['verify', 'alice'], 'another horse')).code).toBe(0);
  expect((await run(['role', 'alice'])).stdout).toBe('operator\n');
  expect((await run(['role', 'alice', '--role', ''])).code).toBe(0);
  expect((await run(['role', 'alice'])).stdout).toBe('\n');

  {
    await using accounts = await openAccounts(folder.file, fast);
    await accounts.issueToken('alice');
  }
  const [listed] = JSON.parse((await run(['list', '--json'])).stdout) as Record<string, unknown>[];
  expect(listed).toEqual({
    name: 'Alice',
    roles: [],
    created: expect.stringMatching(/^\d{4}-.*Z$/),
    seen: [],
    tokens: 1,
  });
  expect((await run(['revoke', 'alice'])).stdout).toBe('1 revoked\n');
  expect((await run(['list'])).stdout).toMatch(
    /^NAME +CREATED +LAST SEEN .*\nAlice +\d{4}-.* 0\n$/,
  );

  expect((await run(['del', 'alice'])).code).toBe(0);
  expect(await run(['del', 'alice'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'threadline-auth: Cannot find the account "alice"\n',
  });
});

test('threadline-auth clear requires --yes unless stdin is a terminal', async () => {
  using folder = temporaryFolder();
  const file = ['--file', folder.file];
  await command(['add', 'alice', ...file], 'correct horse\n');
  expect((await command(['clear', ...file], 'y\n')).code).toBe(2);
  expect(readFileSync(folder.file, 'utf8')).toMatch(/^alice:/m);
  expect((await command(['clear', '--yes', ...file])).code).toBe(0);
  expect(readFileSync(folder.file, 'utf8')).not.toMatch(/^alice:/m);
  expect(readFileSync(`${folder.file}.bak`, 'utf8')).toMatch(/^alice:/m);
});

test('threadline-auth changes are loaded by a running server', async () => {
  using folder = temporaryFolder();
  await using server = await openAccounts(folder.file, fast);
  const added = await command(['add', 'alice'], 'correct horse', {
    THREADLINE_ACCOUNTS: folder.file,
  });
  expect(added.code).toBe(0);
  await server.verify('alice', 'correct horse');
});

describe('threadline-auth exits with 2 and an explanation for', () => {
  test.each([
    [[], 'Expected a command'],
    [['frobnicate'], 'Unknown command "frobnicate"'],
    [['lst'], 'Unknown command "lst", did you mean "list"?'],
    [['toString'], 'Unknown command "toString"'],
    [['add'], 'Expected a name after add'],
    [['add', 'alice', 'secret'], 'Expected a name after add'],
    [['list', 'alice'], 'Expected no name after list'],
    [['rename', 'alice'], 'Expected two names after rename'],
    [['list', '--password', 'x'], 'Unknown option --password'],
    [['list', '--fiel', 'x'], 'Unknown option --fiel, did you mean --file?'],
    [['list', '--file'], 'Expected a value after --file'],
    [['list', '--json=yes'], 'Expected no value after --json'],
    [['passwd', 'alice', '--role', 'operator'], '--role does not apply to passwd'],
    [['list'], 'Expected --file'],
  ])('%j', async (args, message) => {
    expect(await command(args)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        `threadline-auth: ${message}\n` +
        'Usage: threadline-auth <command> [<name>] --file <file> [options]\n' +
        "Try 'threadline-auth --help'.\n",
    });
  });
});

test('threadline-auth exits with 1 for an unusable file, and only add creates one', async () => {
  using folder = temporaryFolder();
  const missing = await command(['list', '--file', folder.file]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('ENOENT');
  expect(existsSync(folder.file)).toBe(false);
  writeFileSync(folder.file, '# fine\nnonsense\n', { mode: 0o600 });
  const malformed = await command(['list', '--file', folder.file]);
  expect(malformed.code).toBe(1);
  expect(malformed.stderr).toContain('line 2');
});

test('threadline-auth rejects a password that is not UTF-8', async () => {
  using folder = temporaryFolder();
  const password = Buffer.concat([Buffer.from('correct horse '), Buffer.from([0xff, 10])]);
  expect(await command(['add', 'alice', '--file', folder.file], password)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'threadline-auth: Cannot read the password: not valid UTF-8\n',
  });
  const another = Buffer.concat([Buffer.from('correct hörse\n'), Buffer.from([0xff])]);
  expect((await command(['add', 'alice', '--file', folder.file], another)).code).toBe(0);
  expect((await command(['verify', 'alice', '--file', folder.file], 'correct hörse')).code).toBe(0);
});

test('threadline-auth --help and --version need no file', async () => {
  const help = await command(['--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toBe(usage);
  expect(usage.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const version = await command(['--version']);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('threadline-auth add and rename accept a reserved name only with --force, and never one that reads as something else', async () => {
  using folder = temporaryFolder();
  const add = (name: string, ...more: string[]) =>
    command(['add', name, ...more, '--file', folder.file], 'correct horse\n');
  expect(await add('NickServ')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'threadline-auth: Cannot register "NickServ": the name is reserved\n',
  });
  expect((await add('NickServ', '--force')).code).toBe(0);
  await add('anna');
  const rename = (...args: string[]) => command(['rename', 'anna', ...args, '--file', folder.file]);
  expect((await rename('ChanServ')).stderr).toContain('the name is reserved');
  expect((await rename('ChanServ', '--force')).code).toBe(0);
  const address = await add('10.0.0.1', '--force');
  expect([address.code, address.stderr]).toEqual([
    1,
    'threadline-auth: Cannot use this name: it reads as an address\n',
  ]);
});

test('threadline-auth list warns of names that read as something else, and rename fixes them', async () => {
  using folder = temporaryFolder();
  const run = (...args: string[]) => command([...args, '--file', folder.file], 'correct horse\n');
  await run('add', 'anna');
  writeFileSync(folder.file, readFileSync(folder.file, 'utf8').replace(/^anna:/m, '17:'));
  const before = await run('list');
  expect(before.stderr).toBe(
    'threadline-auth: account "17": it reads as a number, rename or remove it\n',
  );
  expect((await run('rename', '17', 'anna')).code).toBe(0);
  expect((await run('verify', 'anna')).code).toBe(0);
  expect((await run('list')).stderr).toBe('');
  expect((await run('rename', 'anna')).code).toBe(2);
  expect((await run('rename', 'anna', '18')).code).toBe(1);
});

const devices = existsSync('/dev/full') ? test : test.skip;

devices.each([
  ['list'],
  ['list', '--json'],
  ['--help'],
  ['--version'],
  ['role', 'alice'],
  ['revoke', 'alice'],
])('threadline-auth %s %s fails if its output cannot be written', async (...args) => {
  using folder = temporaryFolder();
  await command(['add', 'alice', '--file', folder.file], 'correct horse\n');
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [...nodeArgs, ...args, '--file', folder.file], {
    stdio: ['ignore', full, 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^threadline-auth: Cannot write the output: ENOSPC/),
  ]);
});

test('threadline-auth is silent when its output pipe is closed', async () => {
  using folder = temporaryFolder();
  await command(['add', 'alice', '--file', folder.file], 'correct horse\n');
  const child = spawn(process.execPath, [...nodeArgs, 'list', '--file', folder.file]);
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, stderr]).toEqual([141, '']);
});

test('threadline-auth works without a home folder', async () => {
  using folder = temporaryFolder();
  const env = { HOME: '/nowhere', USER: undefined, LOGNAME: undefined };
  const added = await command(['add', 'alice', '--file', folder.file], 'correct horse\n', env);
  expect(added).toEqual({ code: 0, stdout: '', stderr: '' });
});

/** `script` of util-linux provides a terminal; other systems have a different `script`. */
const withTerminal =
  process.platform === 'linux' && existsSync('/usr/bin/script') ? describe : describe.skip;

withTerminal('threadline-auth on a terminal', () => {
  test('asks for a new password twice without showing it', async () => {
    using folder = temporaryFolder();
    const { code, shown } = await onTerminal(
      ['add', 'alice', '--file', folder.file],
      [
        ['Password: ', 'correct hörsx\u007fe\r'],
        ['Again: ', 'correct hörse\r'],
      ],
    );
    expect({ code, shown }).toEqual({ code: 0, shown: 'Password: \r\nAgain: \r\n' });
    await using accounts = await openAccounts(folder.file, fast);
    await accounts.verify('alice', 'correct hörse');
  });

  test('rejects two different passwords, and accepts both from one paste', async () => {
    using folder = temporaryFolder();
    const { code, shown } = await onTerminal(
      ['add', 'alice', '--file', folder.file],
      [['Password: ', 'correct horse\rcorrect house\r']],
    );
    expect(code).toBe(1);
    expect(shown).toContain('you typed two different ones');
    expect(shown).not.toContain('horse');
  });

  test('exits with 130 after Ctrl-C', async () => {
    using folder = temporaryFolder();
    const { code } = await onTerminal(
      ['add', 'alice', '--file', folder.file],
      [['Password: ', 'correct\u0003']],
    );
    expect(code).toBe(130);
  });

  test.each([
    ['\r', 1, true],
    ['n\r', 1, true],
    ['y\r', 0, false],
  ])(
    'clears after %j: exit %d',
    async (answer, expected, kept) => {
      using folder = temporaryFolder();
      {
        await using accounts = await openAccounts(folder.file, fast);
        await accounts.register('alice', 'correct horse');
      }
      const { code } = await onTerminal(['clear', '--file', folder.file], [['[y/N] ', answer]]);
      expect(code).toBe(expected);
      expect(readFileSync(folder.file, 'utf8').includes('\nalice:')).toBe(kept);
    },
    30_000,
  );
});
