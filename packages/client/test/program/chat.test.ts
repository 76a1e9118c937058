import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FakeServer } from '../support/fake-server.ts';
import { cli, type Outcome, runThreadline, Threadline } from '../support/run-threadline.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';
import { useServer } from '../support/use-server.ts';

const { start } = useServer();
const inFolder = useTemporaryFolder();
let server: FakeServer;
let address: string;
let env: Record<string, string>;

beforeEach(async () => {
  server = await start();
  address = `anna@127.0.0.1:${server.port}`;
  env = { XDG_STATE_HOME: inFolder('state'), THREADLINE_PASSWORD: 'secret', TZ: 'UTC' };
});

const run = (args: readonly string[], input = ''): Promise<Outcome> =>
  runThreadline([...args, address], { input, env });

describe('threadline without a terminal', () => {
  test('sends its input line by line and in order, and quits when everything is delivered', async () => {
    const lines = Array.from({ length: 200 }, (_, n) => `line ${n}`);
    const { code, out, err } = await run([], lines.join('\n'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(server.stored.map(({ text }) => text)).toEqual(lines);
    expect(out.split('\n').slice(0, 3)).toEqual([
      `-- connected to 127.0.0.1:${server.port} as anna - /help lists the commands`,
      '2030-01-01 00:00 -- you are in #lobby',
      '2030-01-01 00:00 anna: line 0',
    ]);
    expect(server.lines.at(-1)).toBe('QUIT');
  });

  test('sends lines from a pipe unchanged, whatever they begin with', async () => {
    const lines = ['/usr/lib/node', '/topic mine', '/quit', '//', '/', '~'];
    const { code, err } = await run([], lines.join('\n'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(server.stored.map(({ text }) => text)).toEqual(lines);
    expect(server.lines.some((line) => line.includes('TOPIC #lobby'))).toBe(false);
  });

  test('passes an unknown command to the server, and shows the response', async () => {
    server.hooks.set('MUTE', (client, { params, tags }) => {
      client.send(`NOTE MUTE MUTED ${params[0]} :${params.join(' for ')}`, {
        label: tags.get('label'),
      });
    });
    server.hooks.set('PONDER', (client, { params, tags }) => {
      client.send(`:fake 371 anna :${params.join('+')}`, { label: tags.get('label') });
    });
    const { code, out } = await run(['-x', '/mute bea 10m', '-x', '/ponder on :this and that']);
    expect(code).toBe(0);
    expect(out).toContain('bea for 10m\n');
    expect(out).toContain('on+this and that\n');
  });

  test('hides ignored users, joins and parts, and shows times as set', async () => {
    const running = new Threadline(['--commands', '--wait', 'forever', address], env);
    running.child.stdin.write('/ignore\n/ignore bea\n/ignore\n/quiet\n/timestamp off\nready\n');
    await running.sees('anna: ready');
    expect(running.out).toMatch(/ignored: none\n[^]*ignored: bea\n/);
    server.post('bea', '#lobby', 'unheard');
    server.post('carl', '#lobby', 'heard');
    await running.sees('\ncarl: heard');
    running.child.stdin.write('/unignore bea\n/timestamp datetime\nback\n');
    await running.sees('2030-01-01 00:00 anna: back');
    server.post('bea', '#lobby', 'again');
    await running.sees('bea: again');
    expect(running.out).not.toContain('unheard');
    running.child.kill();
    await running.outcome;
  });

  test('shows a notice of the server to all users as a status line, not as a private message', async () => {
    const running = new Threadline(['--wait', 'forever', address], env);
    await running.sees('you are in #lobby');
    for (const { socket } of server.clients)
      socket.write(':fake NOTICE anna :shutdown in 20 s\r\n');
    await running.sees('-- shutdown in 20 s\n');
    expect(running.out).not.toContain('private');
    running.child.kill();
    await running.outcome;
  });

  test('starts without a home folder, and saves nothing', async () => {
    const nowhere = { ...env, XDG_STATE_HOME: '', HOME: '' };
    const { code, err } = await runThreadline(['-x', 'hello', address], { env: nowhere });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(server.tokens.size).toBe(0);
  });

  test('reports that its output cannot be written', () => {
    if (!existsSync('/dev/full')) return;
    const outcome = spawnSync(
      'sh',
      ['-c', `'${process.execPath}' --conditions=@threadline/source '${cli}' --help >/dev/full`],
      { encoding: 'utf8' },
    );
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('threadline: cannot write: ENOSPC');
  });

  test('delivers everything to a server that does not confirm messages', async () => {
    const plain = await start({ caps: 'sasl=PLAIN' });
    const lines = Array.from({ length: 200 }, (_, n) => `line ${n}`);
    const { code } = await runThreadline([`anna@127.0.0.1:${plain.port}`], {
      input: lines.join('\r\n'),
      env,
    });
    expect(code).toBe(0);
    expect(plain.stored.map(({ text }) => text)).toEqual(lines);
  });

  test('runs commands, sends a text with a double slash, and exits with 1 and a suggestion after an unknown command', async () => {
    const { code, out, err } = await run(
      ['--commands'],
      '/me waves\n//etc\n/who\n/who #empty\n/rooms\n/jion #tea\n/whois anna\n/msg ghost boo\n',
    );
    expect(code).toBe(1);
    expect(server.stored.map(({ text }) => text)).toEqual(['\x01ACTION waves\x01', '/etc']);
    expect(out).toContain('* anna waves\n');
    expect(out).toContain('members of #lobby: anna\n');
    expect(out).toContain('members of #empty: none\n');
    expect(out).toContain('#lobby     1  tea  (joined)\n');
    expect(out).toContain('anna is user@host (Real anna)\n');
    expect(err).toBe('-- Unknown command /jion, did you mean "join"?\n-- No such nick\n');
  });

  test('shows a refusal and a response once, on a server without labels', async () => {
    const plain = await start({ caps: 'sasl=PLAIN' });
    const input = '/rooms\n/whois anna\n/whois ghost\n/msg ghost boo\n/who\n/away\n';
    const { code, out, err } = await runThreadline(['--commands', `anna@127.0.0.1:${plain.port}`], {
      input,
      env,
    });
    expect(code).toBe(1);
    expect(out.split('\n').slice(2)).toEqual([
      '#lobby     1  tea  (joined)',
      'anna is user@host (Real anna)',
      '  in @#lobby #tea',
      '  idle for 1m 1s',
      'members of #lobby: anna',
      'you are away - /back when you return',
      '',
    ]);
    expect(err).toBe('-- No such nick\n-- ghost No such nick\n');
  });

  test('-x sends text and quits, --room joins a room and sends to it', async () => {
    const { code } = await run(['--room', '#tea', '-x', 'one', '-x', '/part', '-x', 'two']);
    expect(code).toBe(0);
    expect(server.stored.map(({ target, text }) => [target, text])).toEqual([
      ['#tea', 'one'],
      ['#lobby', 'two'],
    ]);
  });

  test.each([
    ['with labels', {}],
    ['without labels', { caps: 'sasl=PLAIN' }],
  ])(
    'sends nothing to another room if it cannot join the room of --room, %s',
    async (_, options) => {
      const closed = await start(options);
      closed.hooks.set('JOIN', (client, { params: [room = ''], tags }) => {
        if (room !== '#ops') return false;
        client.send(`:fake 473 anna #ops :Cannot join channel (+i)`, { label: tags.get('label') });
        return true;
      });
      const where = `anna@127.0.0.1:${closed.port}`;
      const saying = [
        { args: ['-x', 'secret plan'], input: '' },
        { args: [], input: 'secret plan\n' },
      ];
      for (const { args, input } of saying) {
        const all = ['--room', '#ops', ...args, where];
        const { code, out, err } = await runThreadline(all, { input, env });
        expect(code).toBe(1);
        expect(err).toBe(
          '-- #ops Cannot join channel (+i)\n-- could not join #ops: nothing is sent\n',
        );
        expect(out).toContain('you are in #lobby');
      }
      expect(closed.stored).toEqual([]);
    },
  );

  test('sends nothing to another room after it was removed from its room', async () => {
    const running = new Threadline(['--room', '#ops', address], env);
    await running.sees('you are in #ops');
    running.child.stdin.write('one\n');
    await running.sees('one');
    const [client] = server.clients;
    if (client !== undefined) {
      client.send(':bea!b@host KICK #ops anna :enough');
      server.rooms.get('#ops')?.delete(client);
    }
    await running.sees('removed from #ops');
    server.hooks.set('PRIVMSG', (one, { params: [target = ''], tags }) => {
      one.send(`:fake 404 anna ${target} :Cannot send`, { label: tags.get('label') });
    });
    running.child.stdin.end('two\n');
    const { code, err } = await running.outcome;
    expect({ code, err }).toEqual({ code: 1, err: '-- not sent: "two": Cannot send\n' });
    expect(server.lines.some((line) => line.endsWith('PRIVMSG #ops two'))).toBe(true);
    expect(server.lines.some((line) => line.includes('PRIVMSG #lobby'))).toBe(false);
  });

  test('--json prints an object for each event, and --wait stays connected', async () => {
    const running = new Threadline(['--json', '--commands', '--wait', 'forever', address], env);
    running.child.stdin.end('hello\n/history\n');
    await running.sees('"command":"history"');
    server.post('bea', '#lobby', '\x1b[2J\x02bold');
    await running.sees('bold');
    running.child.kill('SIGTERM');
    const { code, out } = await running.outcome;
    expect(code).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ type }) => type)).toEqual([
      'connected',
      'join',
      'message',
      'message',
      'answer',
      'message',
    ]);
    expect(events.at(-1)).toMatchObject({
      from: 'bea',
      room: '#lobby',
      text: '\x1b[2J\x02bold',
      own: false,
    });
  });

  test('shows that it reconnects, and the missed messages', async () => {
    const running = new Threadline(['--plain', address], env);
    await running.sees('you are in #lobby');
    server.post('bea', '#lobby', 'before');
    await running.sees('before');
    server.drop();
    for (let n = 1; n <= 3; n += 1) server.post('bea', '#lobby', `missed ${n}`);
    await running.sees('3 missed messages shown above');
    running.child.stdin.end();
    const { code, out } = await running.outcome;
    expect(code).toBe(0);
    expect(out).toMatch(/-- connection lost \(.*\), reconnecting in 0\.\d s\n-- reconnected\n/);
    expect(out).toMatch(
      /bea: missed 1\n.*bea: missed 2\n.*bea: missed 3\n-- back in #lobby: 3 missed messages shown above/,
    );
  });

  test('never writes control characters, whatever the server sends', async () => {
    const running = new Threadline(['--plain', '--verbose', address], env);
    await running.sees('you are in #lobby');
    const [one] = server.clients;
    const evil = '\x1b]0;title\x07\x9b31m\u202e\u200b';
    for (const line of [
      `:b${evil}!x@y PRIVMSG #lobby :${evil}`,
      `:bea!x@y PRIVMSG anna :\x01ACTION ${evil}\x01`,
      `:${evil} NOTICE anna :${evil}`,
      `:b${evil}!x@y JOIN #lobby`,
      `:b${evil}!x@y QUIT :${evil}`,
      `:bea!x@y TOPIC #lobby :${evil}`,
      `:s 999 anna :${evil}`,
      `FAIL X ${evil} :${evil}`,
    ])
      one?.send(line);
    server.post('bea', '#lobby', 'the end');
    await running.sees('the end');
    running.child.stdin.end();
    const { out, err } = await running.outcome;
    // eslint-disable-next-line no-control-regex
    expect(out + err).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u200b]/);
    expect(err).toContain('< :s 999 anna :^[]0;title^G');
  });

  test('never writes control characters of an ERROR message', async () => {
    const running = new Threadline(['--plain', address], env);
    await running.sees('you are in #lobby');
    server.hooks.set('AUTHENTICATE', (one) => one.send(':s 904 * :no\x1b]0;title\x07\x9b31m more'));
    server.drop();
    const { code, err } = await running.outcome;
    expect({ code, err }).toEqual({ code: 77, err: 'threadline: no]0;title31m more\n' });
  });

  test('--verbose shows the connection and every line, but no secrets', async () => {
    const { err } = await run(['--verbose', '-x', 'hello']);
    expect(err).toContain(`-- connecting to 127.0.0.1:${server.port}\n`);
    expect(err).toContain('> AUTHENTICATE ***\n');
    expect(err).toMatch(/> @label=\w+ PRIVMSG #lobby hello\n/);
    expect(err).not.toMatch(/secret|c2VjcmV0|token-1/);
  });
});

describe('the saved session token', () => {
  const file = (): string => inFolder('state/threadline/tokens.json');

  test('replaces the password the second time, until it is deleted', async () => {
    expect((await run(['-x', 'one'])).code).toBe(0);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    delete env['THREADLINE_PASSWORD'];
    expect((await run(['-x', 'two'])).code).toBe(0);
    const gone = await runThreadline(['logout', address], { env });
    expect(gone.out).toBe(`deleted the saved token for ${address}\n`);
    const third = await run(['-x', 'three']);
    expect(third.code).toBe(77);
    expect(third.err).toMatch(/^threadline: No password for anna: run this once in a terminal/);
  });

  test('is deleted if the server refuses it', async () => {
    await run(['-x', 'one']);
    server.tokens.clear();
    delete env['THREADLINE_PASSWORD'];
    const { code, err } = await run(['-x', 'two']);
    expect(code).toBe(77);
    expect(err).toContain('-- the saved session token is no longer valid\n');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({});
  });

  test('is used before a given password, so that tokens do not accumulate', async () => {
    for (const text of ['one', 'two', 'three']) await run(['-x', text]);
    expect(server.tokens.size).toBe(1);
    server.tokens.clear();
    expect((await run(['-x', 'four'])).code).toBe(0);
    expect(server.stored).toHaveLength(4);
  });

  test('/logout revokes all tokens of the account, deletes the saved one, and quits', async () => {
    await run(['-x', 'one']);
    server.tokens.set('of another machine', 'anna');
    const { code, out } = await run(['-x', '/logout', '-x', 'two']);
    expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: 'logged out: 2 tokens revoked',
    });
    expect(server.tokens.size).toBe(0);
    expect(server.stored.map(({ text }) => text)).toEqual(['one']);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({});
  });

  test('/logout deletes it and prints so if the server cannot revoke tokens', async () => {
    await run(['-x', 'one']);
    server.hooks.set('LOGOUT', (client, { tags }) =>
      client.send(':fake 421 anna LOGOUT :Unknown command', { label: tags.get('label') }),
    );
    const { code, err } = await run(['-x', '/logout', '-x', 'two']);
    const problem = 'This server cannot revoke tokens; the token saved on this machine is deleted';
    expect({ code, err }).toEqual({ code: 1, err: `-- ${problem}\n` });
    expect(server.stored.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({});
  });

  test('--password-stdin requires a password in the input', async () => {
    const { code, err } = await runThreadline(['--password-stdin', address], { env });
    expect(code).toBe(2);
    expect(err).toContain('threadline: No password in the input\n');
  });

  test('--no-save saves none', async () => {
    await run(['--no-save', '-x', 'one']);
    expect(() => statSync(file())).toThrow('ENOENT');
    expect(server.tokens.size).toBe(0);
  });

  test('--password-stdin reads the first line, and the rest is sent; --register creates an account', async () => {
    delete env['THREADLINE_PASSWORD'];
    const args = ['--password-stdin', '--register', `carl@127.0.0.1:${server.port}`];
    const { code } = await runThreadline(args, { input: 'new secret\nhello\n', env });
    expect(code).toBe(0);
    expect(server.accounts['carl']).toBe('new secret');
    expect(server.stored.map(({ text }) => text)).toEqual(['hello']);
  });
});

test('exit codes: 2 for usage, 69 for no server, 77 for a refused login', async () => {
  const [usage, nobody, refused] = await Promise.all([
    runThreadline(['--loud', address], { env }),
    runThreadline(['anna@127.0.0.1:1'], { env }),
    runThreadline([address], { env: { ...env, THREADLINE_PASSWORD: 'wrong' } }),
  ]);
  expect([usage.code, nobody.code, refused.code]).toEqual([2, 69, 77]);
  expect(usage.err).toBe(
    'threadline: Unknown option --loud\n' +
      'Usage: threadline [options] [chat] [name@]host[:port]\n' +
      "Try 'threadline --help'.\n",
  );
  expect(nobody.err).toBe('threadline: No server is listening on 127.0.0.1:1\n');
  expect(refused.err).toBe('threadline: Wrong name, password or token\n');
});

test('TLS: an untrusted certificate is rejected with an explanation, --ca trusts it, --insecure warns each time', async () => {
  const path = (name: string): string =>
    fileURLToPath(new URL(`../certificates/localhost.${name}`, import.meta.url));
  const cert = readFileSync(path('crt'));
  const secure = await start({ tls: { key: readFileSync(path('key')), cert } });
  const where = `ircs://anna@localhost:${secure.port}`;
  const tries = [
    ['-x', 'one'],
    ['--ca', path('crt'), '-x', 'two'],
    ['--insecure', '-x', 'three'],
    ['--ca', '/nowhere'],
  ];
  const outcomes: Outcome[] = [];
  for (const args of tries) outcomes.push(await runThreadline([...args, where], { env }));
  expect(outcomes.map(({ code }) => code)).toEqual([69, 0, 0, 2]);
  expect(outcomes[0]?.err).toMatch(
    /^threadline: localhost:\d+ has a self-signed certificate: to trust it, pass/,
  );
  expect(outcomes[1]?.err).toBe('');
  expect(outcomes[2]?.err).toMatch(
    /^-- warning: --insecure: the identity of localhost is not verified/,
  );
  expect(secure.stored.map(({ text }) => text)).toEqual(['two', 'three']);
});
