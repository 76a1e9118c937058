import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allCommands } from '../../src/commands/all-commands.ts';
import type { Command } from '../../src/commands/command.ts';
import { type LogFile, openLog } from '../../src/log/log-file.ts';
import { Shell } from '../../src/shell/shell.ts';
import { Shutdown } from '../../src/shutdown.ts';
import type { ControlTarget } from '../../src/target.ts';
import { FakeIo } from '../support/fake-io.ts';
import { fakeListener, fakeTarget } from '../support/fake-target.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
let calls: string[];
let log: LogFile;
let target: ControlTarget;

beforeEach(() => {
  calls = [];
  log = openLog(inFolder('log'), { windowMs: 1 });
  target = fakeTarget(calls);
});
afterEach(() => log.close());

describe('Shell.run()', () => {
  test('prints text, or JSON for --json', async () => {
    const io = new FakeIo();
    expect(await shell().run('rooms', io)).toEqual({ ok: true });
    expect(io.text).toBe('ROOM    MEMBERS  TOPIC\n#lobby        2  tea');
    const json = new FakeIo();
    await shell().run('rooms --json', json);
    expect(JSON.parse(json.text)).toEqual([{ name: '#lobby', members: 2, topic: 'tea' }]);
  });

  test('does nothing for an empty line', async () => {
    expect(await shell().run('  ', new FakeIo())).toEqual({ ok: true });
  });

  test('accepts aliases, and ignores case', async () => {
    const io = new FakeIo();
    expect(await shell().run('USERS', io)).toEqual({ ok: true });
    expect(io.text).toContain('anna');
  });

  test('suggests a command for an unknown one', async () => {
    expect(await shell().run('stauts', new FakeIo())).toEqual({
      ok: false,
      code: 'ERR_CONTROL_UNKNOWN_COMMAND',
      message: 'Unknown command "stauts", did you mean "status"?',
    });
  });

  test('does not offer commands that the target does not support', () => {
    const plain = { name: 'plain', listeners: [minimal()], close: () => {} };
    const names = shell(plain, { withLog: false }).commands.map(({ name }) => name);
    expect(names).toEqual(['status', 'version', 'pause', 'resume', 'shutdown', 'help', 'exit']);
  });

  test('prefers a command of the program to a built-in one of the same name', async () => {
    const status: Command = {
      name: 'status',
      usage: '',
      summary: 'fine',
      arity: [0, 0],
      run: ({ reply }) => reply('fine', {}),
    };
    const services = { target, shutdown: new Shutdown(target), clock: Date.now };
    const own = new Shell(services, { commands: [status] });
    const io = new FakeIo();
    await own.run('status', io);
    expect(io.text).toBe('fine');
    expect(own.commands.filter(({ name }) => name === 'status')).toHaveLength(1);
  });

  test('prints the usage for invalid arguments', async () => {
    expect(await shell().run('kick', new FakeIo())).toMatchObject({
      code: 'ERR_CONTROL_USAGE',
      message: 'Usage: kick <who> [reason]',
    });
    expect(await shell().run('status --loud', new FakeIo())).toMatchObject({
      code: 'ERR_CONTROL_USAGE',
    });
  });

  test('prints the usage for --help', async () => {
    const io = new FakeIo();
    expect(await shell().run('kick --help', io)).toEqual({ ok: true });
    expect(io.text).toContain('Aliases: disconnect, kill.');
  });

  test('prints the usage as JSON for --help --json', async () => {
    const io = new FakeIo();
    expect(await shell().run('status --help --json', io)).toEqual({ ok: true });
    expect(JSON.parse(io.text)).toMatchObject({ name: 'status', aliases: ['st', 'info'] });
  });

  test('does not treat a quoted or escaped word as an option', async () => {
    expect(await shell().run('say "-hello all"', new FakeIo())).toEqual({ ok: true });
    expect(await shell().run("say \\--json '--'", new FakeIo())).toEqual({ ok: true });
    expect(await shell().run('ban bea --for 2h "--yes"', new FakeIo())).toEqual({ ok: true });
    expect(calls).toEqual(['announce -hello all', 'announce --json --']);
    expect(await target.bans?.list()).toEqual([{ subject: 'bea', reason: '7200000 --yes' }]);
    expect(await shell().run('say -hello', new FakeIo())).toMatchObject({
      code: 'ERR_CONTROL_USAGE',
    });
  });

  test('reports an error of the target with its code and without control characters', async () => {
    const failing = {
      ...target,
      reload: () => Promise.reject(Object.assign(new Error('bad \x1b[2Jfile'), { code: 'E_X' })),
    };
    expect(await shell(failing).run('reload', new FakeIo())).toEqual({
      ok: false,
      code: 'E_X',
      message: 'bad ^[[2Jfile',
    });
  });

  test.each([
    ['show logs -n 1', 'logs'],
    ['show log', 'logs'],
    ['Show Clients', 'clients'],
    ['list accounts', 'accounts'],
    ['show identification file', 'accounts'],
    ['show bans', 'ban'],
    ['show ban', 'ban'],
    ['show client', 'clients'],
    ['client', 'clients'],
    ['list account', 'accounts'],
    ['show user', 'accounts'],
    ['show log file', 'logs'],
    ['clear log --yes', 'clear-logs'],
    ['clear account --yes', 'clear-accounts'],
    ['clear user --yes', 'clear-accounts'],
    ['clear logs --yes', 'clear-logs'],
    ['clear log file --yes', 'clear-logs'],
    ['clear identification file --yes', 'clear-accounts'],
    ['clear accounts --yes', 'clear-accounts'],
    ['show', undefined],
    ['clear', undefined],
    ['show nothing', undefined],
    ['kic anna', undefined],
  ])('Shell.run() finds the command of "%s"', async (line, command) => {
    const ran: string[] = [];
    const names = ['logs', 'clear-logs', 'clients', 'accounts', 'clear-accounts', 'ban'];
    const commands = allCommands
      .filter(({ name }) => names.includes(name))
      .map((one) => ({
        ...one,
        available: () => true,
        run: () => Promise.resolve(void ran.push(one.name)),
      }));
    const services = { target, shutdown: new Shutdown(target), clock: Date.now };
    const { ok } = await new Shell(services, { commands }).run(line, new FakeIo());
    expect([ok, ran]).toEqual([command !== undefined, command === undefined ? [] : [command]]);
  });

  test('Shell.run() suggests a command for the unknown word', async () => {
    const messages = [];
    for (const line of ['show clinets', 'clear', 'clear everything', 'show nonsense', 'kcik']) {
      const outcome = await shell().run(line, new FakeIo());
      messages.push('message' in outcome ? outcome.message : '');
    }
    expect(messages).toEqual([
      'Unknown command "clinets", did you mean "clients"?',
      'Unknown command "clear", expected clear-accounts or clear-logs',
      'Unknown command "clear", expected clear-accounts or clear-logs',
      'Unknown command "nonsense", "help" lists the commands',
      'Unknown command "kcik", did you mean "kick"?',
    ]);
  });

  test.each(['bogus', 'xyzzy', 'frobnicate', 'hello', 'foo'])(
    'suggests nothing far-fetched for %s',
    async (typed) => {
      const message = `Unknown command "${typed}", "help" lists the commands`;
      expect(await shell().run(typed, new FakeIo())).toMatchObject({ message });
    },
  );

  test('asks for confirmation of destructive commands, and does nothing without it', async () => {
    const io = new FakeIo();
    const questions: string[] = [];
    io.ask = (question) => (questions.push(question), Promise.resolve(false));
    expect(await shell().run('clear-accounts', io)).toMatchObject({
      code: 'ERR_CONTROL_NOT_CONFIRMED',
    });
    expect(questions).toEqual(['Delete all 2 accounts?']);
    expect(await target.accounts?.list()).toHaveLength(2);
    io.ask = () => Promise.resolve(true);
    expect(await shell().run('clear-accounts', io)).toEqual({ ok: true });
    expect(await target.accounts?.list()).toHaveLength(0);
  });

  test('requires --yes if no user can answer', async () => {
    expect(await shell().run('clear-accounts', new FakeIo())).toEqual({
      ok: false,
      code: 'ERR_CONTROL_NOT_CONFIRMED',
      message: 'Delete all 2 accounts? Use --yes to confirm',
    });
    const io = new FakeIo();
    expect(await shell().run('clear-accounts --yes', io)).toEqual({ ok: true });
    expect(io.text).toBe('deleted 2 accounts');
  });

  test('writes audit records for changes, even failed ones, without the text of announcements', async () => {
    await shell().run('kick 9 "be nice"', new FakeIo());
    await shell().run('pause echo', new FakeIo());
    await shell().run('say a secret', new FakeIo());
    const readOnly = ['status', 'accounts', 'accounts list', 'bans', 'set', 'log-level', 'rooms'];
    for (const line of readOnly) await shell().run(line, new FakeIo());
    const leaving = new FakeIo();
    leaving.exit = () => {};
    await shell().run('exit', leaving);
    log.flush();
    const records = readFileSync(log.path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; fields: object });
    expect(records.map(({ msg, fields }) => [msg, fields])).toEqual([
      ['operator: kick 9 "be nice"', { by: 'test', ok: false, error: 'No client "9"' }],
      ['operator: pause echo', { by: 'test', ok: true }],
      ['operator: say', { by: 'test', ok: true }],
    ]);
  });

  test('never rejects and never prints a control character of the line, for any input', async () => {
    const names = shell().commands.map(({ name }) => name);
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('--json', '--yes', '1', 'anna'),
    );
    const safe = names.filter((name) => !['top', 'logs', 'shutdown', 'exit'].includes(name));
    const line = fc
      .tuple(fc.oneof(fc.constantFrom(...safe), fc.string({ unit: 'binary' })), fc.array(word))
      .map((words) => words.flat().join(' '))
      .filter((typed) => !/^\s*(top|mon|log|tail|shut|stop|halt|exit|quit|bye)/i.test(typed));
    await fc.assert(
      fc.asyncProperty(line, async (typed) => {
        const io = new FakeIo();
        const outcome = await shell(fakeTarget()).run(typed, io);
        const shown = `${io.text}${outcome.ok ? '' : `${outcome.code} ${outcome.message}`}`;
        // eslint-disable-next-line no-control-regex
        expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('Shell.complete()', () => {
  test.each([
    ['cle', ['clear-accounts ', 'clear-logs ']],
    ['kick ', ['Anna ', 'bea ', 'chat/1 ', 'chat/2 ', 'echo/1 ']],
    ['kick an', ['Anna ']],
    ['pause c', ['chat ']],
    ['accounts re', ['revoke ']],
    ['accounts del b', ['bea ']],
    ['log-level d', ['debug ']],
    ['set max', ['maxConnections ']],
    ['logs --le', ['--level ']],
    ['help sta', ['status ']],
    ['nonsense x', []],
    ['say "open', []],
  ])('completes %j', async (line, candidates) => {
    expect((await shell().complete(line))[0]).toEqual(candidates);
  });

  test('returns names without control characters', async () => {
    const named = {
      ...target,
      listeners: [fakeListener('chat', [], [{ id: 1, name: 'a\x1b[2J' }])],
    };
    expect((await shell(named).complete('kick a'))[0]).toEqual(['"a^[[2J" ']);
  });
});

function shell(of = target, { withLog = true } = {}): Shell {
  const services = { target: of, shutdown: new Shutdown(of), clock: () => 60_000 };
  return new Shell(withLog ? { ...services, log } : services);
}

function minimal(): ControlTarget['listeners'][number] {
  return { name: 'one', status: () => ({ state: 'listening' }), pause: () => {}, resume: () => {} };
}
