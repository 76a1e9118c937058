import { beforeEach, describe, expect, test } from '@jest/globals';
import { allCommands } from '../../src/commands/all-commands.ts';
import { Shell } from '../../src/shell/shell.ts';
import type { Outcome } from '../../src/executor.ts';
import { Shutdown } from '../../src/shutdown.ts';
import type { ControlTarget } from '../../src/target.ts';
import { version } from '../../src/version.ts';
import { FakeIo } from '../support/fake-io.ts';
import { fakeListener, fakeTarget } from '../support/fake-target.ts';

let calls: string[];
let target: ControlTarget;
beforeEach(() => {
  calls = [];
  target = fakeTarget(calls);
});

async function run(line: string): Promise<{ text: string; outcome: Outcome; data: unknown }> {
  const io = new FakeIo();
  const shell = new Shell({ target, shutdown: new Shutdown(target), clock: () => 60_000 });
  const outcome = await shell.run(line, io);
  const json = io.text.startsWith('{') || io.text.startsWith('[');
  return { text: io.text, outcome, data: json ? JSON.parse(io.text) : undefined };
}

const failure = (code: string, message: string): Outcome => ({ ok: false, code, message });

describe('status', () => {
  test('shows each listener, and the stats of the process and of the target', async () => {
    const { text } = await run('status');
    expect(text.split('\n').slice(0, 4)).toEqual([
      'LISTENER  ECHO            CHAT',
      'state     listening       listening',
      'address   127.0.0.1:7000  127.0.0.1:7000',
      'clients   1               2',
    ]);
    expect(text).toMatch(/^history +12$/m);
    expect((await run('status --json')).data).toMatchObject({
      name: 'garden',
      version: '1.2.3',
      pid: process.pid,
      history: 12,
      listeners: [{ name: 'echo', state: 'listening', clients: 1 }, { name: 'chat' }],
    });
  });
});

describe('pause, resume and drain', () => {
  test('apply to every listener, or to the named ones', async () => {
    expect((await run('pause')).text).toBe('paused echo, chat');
    expect((await run('resume Chat')).text).toBe('resumed chat');
    expect((await run('drain 10s')).outcome).toEqual(
      failure('ERR_CONTROL_FAILED', 'Not drained: 3 clients are still connected'),
    );
    expect(calls).toEqual([
      'pause echo',
      'pause chat',
      'resume chat',
      'drain echo 10000',
      'drain chat 10000',
    ]);
  });

  test('reject an unknown listener and an invalid time', async () => {
    expect((await run('pause ehco')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No listener "ehco", did you mean "echo"?'),
    );
    expect((await run('drain soon')).outcome).toMatchObject({ code: 'ERR_CONTROL_USAGE' });
    expect(calls).toEqual([]);
  });
});

describe('clients', () => {
  test('lists the clients, with the listener if there are several', async () => {
    const { text } = await run('clients');
    expect(text.split('\n')).toEqual([
      'CLIENT  NAME  FROM            THREAD  SINCE  IN       OUT  UNSENT',
      'echo/1  -     192.0.2.1 4000       -  -      -        -    -',
      'chat/1  Anna  192.0.2.2            5  1m     2.0 KiB  -    -',
      'chat/2  bea   -                    -  -      -        -    -',
    ]);
    expect((await run('clients echo --json')).data).toEqual([
      { listener: 'echo', id: 1, remoteAddress: '192.0.2.1', remotePort: 4000 },
    ]);
  });

  test('lists one client, or those of an account', async () => {
    const ids = async (line: string): Promise<unknown[]> =>
      ((await run(line)).data as { listener: string; id: number }[]).map(
        ({ listener, id }) => `${listener}/${id}`,
      );
    expect(await ids('clients anna --json')).toEqual(['chat/1']);
    expect(await ids('clients echo chat/#2 bea --json')).toEqual(['echo/1', 'chat/2']);
    expect((await run('clients ehco')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No client "ehco"'),
    );
  });
});

describe('kick', () => {
  test('disconnects one client by its id, or every client of an account', async () => {
    expect((await run('kick chat/1 "be nice"')).text).toBe('kicked chat/1');
    expect((await run('kick BEA')).text).toBe('kicked chat/2');
    expect(calls).toEqual(['kick chat 1 be nice', 'kick chat 2 kicked by the operator']);
  });

  test('lists the choices if several listeners have a client with that id', async () => {
    expect((await run('kick 1')).outcome).toEqual(
      failure('ERR_CONTROL_AMBIGUOUS', 'Several clients have id 1: use echo/1 or chat/1'),
    );
  });

  test('treats a number as an id, never as the name of an account', async () => {
    target = {
      ...target,
      listeners: [
        fakeListener('chat', calls, [
          { id: 1, name: '2' },
          { id: 2, name: 'bea' },
          { id: 3, name: '7' },
          { id: 4, name: 'name' },
        ]),
      ],
    };
    expect((await run('kick 2')).text).toBe('kicked 2');
    expect((await run('kick 2')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No client "2", use "name 2" for the account'),
    );
    expect((await run('kick #bea')).outcome).toMatchObject({ code: 'ERR_CONTROL_NOT_FOUND' });
    expect((await run('kick chat/#1')).text).toBe('kicked 1');
    expect((await run('kick #7')).outcome).toMatchObject({ code: 'ERR_CONTROL_NOT_FOUND' });
    expect((await run('kick name 7 too loud')).text).toBe('kicked 3');
    expect((await run('kick name')).text).toBe('kicked 4');
    expect(calls).toContain('kick chat 3 too loud');
  });

  test('suggests a name for an unknown one', async () => {
    expect((await run('kick anan')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No client "anan", did you mean "Anna"?'),
    );
    expect((await run('kick ""')).outcome).toMatchObject({ code: 'ERR_CONTROL_NOT_FOUND' });
  });
});

describe('threads and top', () => {
  test('threads shows CPU, event loop and clients of each thread', async () => {
    expect((await run('threads echo')).text.split('\n')).toEqual([
      'THREAD  LISTENER  STATE      CLIENTS  CPU  LOOP  HEAP  SILENT',
      '     5  echo      dedicated  1        2s   25 %  -     -',
    ]);
  });

  test('top prints one frame without a screen', async () => {
    const { text } = await run('top');
    expect(text).toMatch(/^garden up .*, 3 clients, 2 threads, CPU .*\n\nTHREAD/);
    expect(text.split('\n').length).toBeLessThanOrEqual(30);
  });

  test('top redraws until it is interrupted', async () => {
    const io = new FakeIo();
    let frames = 0;
    io.frame = () => {
      frames += 1;
      if (frames === 3) io.interrupted.abort();
    };
    const shell = new Shell({ target, shutdown: new Shutdown(target), clock: Date.now });
    expect(await shell.run('top --every 0.01', io)).toEqual({ ok: true });
    expect(frames).toBe(3);
  });
});

describe('accounts', () => {
  test('lists, deletes and revokes', async () => {
    expect((await run('accounts')).text).toMatch(/^ACCOUNT .*\nanna {5}member .* 2\nbea/);
    expect((await run('accounts revoke anna')).text).toBe('revoked 2 tokens of anna');
    expect((await run('accounts revoke nobody')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No account "nobody"'),
    );
    expect((await run('accounts del anna --yes')).text).toBe('deleted anna');
    expect((await run('accounts del anna --yes')).outcome).toMatchObject({
      code: 'ERR_CONTROL_NOT_FOUND',
    });
    expect((await run('accounts burn anna')).outcome).toMatchObject({ code: 'ERR_CONTROL_USAGE' });
  });
});

describe('ban and unban', () => {
  test('ban for a time and remove the ban', async () => {
    expect((await run('bans')).text).toBe('no bans');
    expect((await run('ban 192.0.2.9 2h too loud')).text).toBe('banned 192.0.2.9 for 2h');
    expect((await run('ban')).text).toBe(
      'WHO        UNTIL      REASON\n192.0.2.9  permanent  7200000 too loud',
    );
    expect((await run('unban 192.0.2.9')).outcome).toEqual({ ok: true });
    expect((await run('unban 192.0.2.9')).outcome).toMatchObject({ code: 'ERR_CONTROL_NOT_FOUND' });
  });

  test.each([
    ['ban bea', ['bea', 'undefined ']],
    ['ban bea 1d', ['bea', '86400000 ']],
    ['ban bea --for 1d', ['bea', '86400000 ']],
    ['ban bea --for 1d 2h is too short', ['bea', '86400000 2h is too short']],
    ['ban bea 3rd warning', ['bea', 'undefined 3rd warning']],
    ['ban name bea 1d', ['bea', '86400000 ']],
    ['ban addr 192.0.2.9 1d', ['192.0.2.9', '86400000 ']],
    ['ban ::1', ['::1', 'undefined ']],
    ['ban addr is-rude', undefined],
    ['ban name 192.0.2.9', undefined],
    ['ban addr bea', undefined],
    ['ban 17', undefined],
    ['ban #17', undefined],
    ['ban name 17', ['17', 'undefined ']],
    ['ban "be a"', undefined],
    ['ban name "be a"', undefined],
    ['ban b', undefined],
    ['ban bea!', undefined],
    ['ban 10.0.0.0/8', undefined],
    ['ban 127.1', undefined],
    ['ban bea 10', undefined],
    ['ban bea 1x', undefined],
    ['ban bea 0s', undefined],
    ['ban bea --for 0s', undefined],
    ['ban bea --for soon', undefined],
  ])('%s', async (line, banned) => {
    const { outcome } = await run(line);
    const subjects = ((await run('bans --json')).data as { subject: string; reason: string }[]).map(
      ({ subject, reason }) => [subject, reason],
    );
    if (banned === undefined) expect(outcome).toMatchObject({ code: 'ERR_CONTROL_USAGE' });
    expect(subjects).toEqual(banned === undefined ? [] : [banned]);
  });
});

describe('ban', () => {
  test('notes that no account has the name', async () => {
    expect((await run('ban Bea')).text).toBe('banned Bea permanently');
    expect((await run('ban anan 1h')).text).toBe(
      'banned anan for 1h; there is no such account, did you mean "anna"?',
    );
    expect((await run('ban 192.0.2.9')).text).toBe('banned 192.0.2.9 permanently');
  });

  test('unban removes any ban that is listed', async () => {
    await target.bans?.add('17', {});
    expect((await run('unban 17')).text).toBe('unbanned 17');
    expect((await run('unban 17')).outcome).toMatchObject({ code: 'ERR_CONTROL_USAGE' });
  });
});

describe('set', () => {
  test('changes a limit on every listener that has it, or on one, with units', async () => {
    expect((await run('set idleTimeoutMs 10m')).text).toBe('idleTimeoutMs is 10m on echo, chat');
    expect((await run('set echo/maxConnections 7')).text).toBe('maxConnections is 7 on echo');
    expect((await run('set refusal "come back later"')).outcome).toEqual({ ok: true });
    expect(target.listeners.map(({ limits }) => limits)).toEqual([
      { maxConnections: 7, idleTimeoutMs: 600_000, refusal: 'come back later' },
      { maxConnections: 100, idleTimeoutMs: 600_000, refusal: 'come back later' },
    ]);
    expect((await run('set')).text).toContain('echo      maxConnections  7');
  });

  test('rejects an unknown limit and an invalid value', async () => {
    expect((await run('set maxConections 7')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No limit "maxConections", did you mean "maxConnections"?'),
    );
    expect((await run('set maxConnections many')).outcome).toMatchObject({
      code: 'ERR_CONTROL_USAGE',
    });
    expect((await run('set maxConnections 0')).outcome).toEqual(
      failure('ERR_CONTROL_FAILED', 'Expected more than 0'),
    );
    expect((await run('set toString 1')).outcome).toMatchObject({ code: 'ERR_CONTROL_NOT_FOUND' });
  });
});

describe('config', () => {
  test('shows each setting in effect and where its value comes from', async () => {
    expect((await run('config')).text.split('\n')).toEqual([
      'SETTING     VALUE      SOURCE',
      'host        127.0.0.1  default',
      'maxClients  100        --max-clients',
      'tlsKey      -          default',
    ]);
    expect((await run('config MAXCLIENTS --json')).data).toEqual([
      { name: 'maxClients', value: 100, source: '--max-clients' },
    ]);
    expect((await run('config maxClient')).outcome).toEqual(
      failure('ERR_CONTROL_NOT_FOUND', 'No setting "maxClient", did you mean "maxClients"?'),
    );
  });
});

describe('help', () => {
  test('fits a screen of 80x24 with the names of all commands', async () => {
    const io = new FakeIo(80, 24);
    const shell = new Shell({ target, shutdown: new Shutdown(target), clock: Date.now });
    await shell.run('help', io);
    expect(io.text.split('\n').length).toBeLessThan(24);
    for (const { name } of shell.commands) expect(io.text).toMatch(new RegExp(`\\b${name}\\b`));
    expect(io.text).toContain('"help all"');
  });

  test('includes the summaries if they fit, and always with "all"', async () => {
    const io = new FakeIo(80, 50);
    const shell = new Shell({ target, shutdown: new Shutdown(target), clock: Date.now });
    await shell.run('help', io);
    expect(io.text).toMatch(/^ {2}pause +stop listening/m);
    expect((await run('help all')).text).toMatch(/^ {2}pause +stop listening/m);
  });
});

describe('other commands', () => {
  test('say, reload, explain, doctor and version print their results', async () => {
    await run('say hello  there');
    await run('explain on');
    expect(calls).toEqual(['announce hello there', 'explain true']);
    expect((await run('explain on')).text).toContain('turn it off with "explain off"');
    expect((await run('explain maybe')).outcome).toMatchObject({ code: 'ERR_CONTROL_USAGE' });
    expect((await run('reload')).text).toBe('reloaded motd, accounts\nport changed: restart');
    expect((await run('doctor')).text).toBe('ok   threads: 256, bound by the ceiling');
    expect((await run('version')).text).toBe(
      `garden 1.2.3, control ${version}, Node ${process.version}`,
    );
  });

  test('doctor fails if it finds a problem, so that a script notices it', async () => {
    target = { ...target, doctor: () => [{ ok: false, title: 'maps', detail: 'too few' }] };
    const { text, outcome } = await run('doctor');
    expect(text).toBe('FAIL maps: too few');
    expect(outcome).toEqual(failure('ERR_CONTROL_FAILED', 'Found 1 problem'));
  });

  test('help lists every command, and shows the usage of one', async () => {
    const { text } = await run('help all');
    expect(text).toMatch(
      /^Clients\n {2}kick +disconnect one client, or all clients of an account$/m,
    );
    expect((await run('help users')).text).toContain('Aliases: users, identification-file.');
    expect((await run('help clear logs')).outcome).toMatchObject({
      code: 'ERR_CONTROL_UNKNOWN_COMMAND',
    });
    expect((await run('help clear accounts')).text).toMatch(/^Usage: clear-accounts/);
    expect((await run('help kik')).outcome).toMatchObject({ code: 'ERR_CONTROL_UNKNOWN_COMMAND' });
  });

  test('exit shuts down the server on the console, and only disconnects a controller', async () => {
    const io = new FakeIo();
    const shell = new Shell({ target, shutdown: new Shutdown(target), clock: Date.now });
    let left = false;
    io.exit = () => void (left = true);
    await shell.run('quit', io);
    expect([left, calls]).toEqual([true, []]);
    await run('quit');
    expect(calls).toEqual(['close 5000']);
  });
});

describe('on a screen of 80 columns', () => {
  const wide = (count: number): string => 'x'.repeat(count);
  beforeEach(() => {
    const address = '2001:db8:1234:5678:9abc:def0:1234:5678';
    const [echo, chat] = target.listeners;
    if (echo === undefined || chat === undefined) throw new Error('no listeners');
    const clients = () => [
      { id: 12_345, name: wide(24), remoteAddress: address, remotePort: 40_000, threadId: 12 },
    ];
    const stats = { threads: 8, maxThreads: 16, idle: 4, starting: 0, shared: true, rejected: 9 };
    const status = () =>
      ({ state: 'listening', address: `[${address}]:40000`, clients: 1, stats }) as const;
    target = {
      ...target,
      listeners: [
        { ...echo, status },
        { ...chat, clients, status },
      ],
      rooms: () => [{ name: '#lobby', members: 3, topic: 'all about tea '.repeat(20) }],
      health: { hub: () => Promise.reject(new Error('is not well '.repeat(9))) },
      doctor: () => [{ ok: true, title: 'threads', detail: 'bound by something '.repeat(9) }],
      bans: {
        list: () => [{ subject: address, reason: 'a reason '.repeat(20) }],
        add: () => {},
        remove: () => false,
      },
    };
  });

  const lines = [
    ...[
      'help',
      'status',
      'clients',
      'threads',
      'top',
      'rooms',
      'bans',
      'accounts',
      'set',
      'doctor',
    ],
    ...allCommands.map(({ name }) => `help ${name}`),
  ];
  test.each(lines)('%s fits, and does not split words that fit', async (line) => {
    const io = new FakeIo(80);
    const shell = new Shell({ target, shutdown: new Shutdown(target), clock: () => 60_000 });
    await shell.run(line, io);
    for (const one of io.text.split('\n')) expect(one.length).toBeLessThanOrEqual(80);
    const unlimited = new FakeIo(1000);
    await shell.run(line, unlimited);
    const words = (text: string): string[] => text.match(/[a-wyz]{3,12}(?![a-z])/gi) ?? [];
    if (line !== 'top') expect(words(io.text).sort()).toEqual(words(unlimited.text).sort());
    expect(io.text).not.toContain('…');
  });
});
