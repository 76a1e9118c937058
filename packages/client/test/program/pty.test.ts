import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FakeServer } from '../support/fake-server.ts';
import { hasPty, Pty } from '../../../../tools/pty/pty.ts';
import { cli } from '../support/run-threadline.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';
import { useServer } from '../support/use-server.ts';

const { start } = useServer();
const inFolder = useTemporaryFolder();
const ptys: Pty[] = [];
let server: FakeServer;

beforeEach(async () => {
  server = await start();
});
afterEach(() => ptys.splice(0).forEach((pty) => pty.kill()));

function open(name = 'anna', env: Record<string, string> = {}): Pty {
  const args = [cli, `${name}@127.0.0.1:${server.port}`];
  const pty = new Pty(args, {
    XDG_STATE_HOME: inFolder('state'),
    TZ: 'UTC',
    NO_COLOR: '1',
    ...env,
  });
  ptys.push(pty);
  return pty;
}

async function logIn(env?: Record<string, string>): Promise<Pty> {
  const pty = open('anna', env);
  await pty.sees('Password for anna');
  pty.type('secret\r');
  await pty.sees('#lobby> ');
  return pty;
}

const when = hasPty ? describe : describe.skip;

when('threadline under a real pseudo-terminal (skipped without script of util-linux)', () => {
  test('asks for the password without showing it, chats, completes, and quits', async () => {
    const pty = open();
    await pty.sees('Password for anna (leave empty to register): ');
    pty.type('wrong\r');
    await pty.sees('Wrong name, password or token');
    await pty.sees('Password for anna');
    pty.type('secret\r');
    await pty.sees('you are in #lobby');
    await pty.sees('#lobby> ');
    pty.type('hello there');
    await pty.sees('#lobby> hello there');
    pty.type('\r');
    await pty.sees('anna: hello there');
    pty.type('an');
    await pty.sees('an');
    pty.type('\t');
    await pty.sees('anna: ');
    pty.type('me\r');
    await pty.sees('anna: anna: me');
    pty.type('/raw OPER anna hunter2\r');
    await pty.sees('Unknown command');
    pty.type('/join #tea\r');
    await pty.sees('#tea> ');
    server.post('bea', '#lobby', 'over there');
    await pty.sees('[#lobby] bea: over there');
    pty.type('/quit so long\r');
    expect(await pty.exit).toBe(0);
    expect(server.lines.at(-1)).toBe('QUIT :so long');
    expect(pty.raw).not.toMatch(/secret/);
    expect(readFileSync(inFolder('state/threadline/history'), 'utf8')).toBe(
      'hello there\nanna: me\n/join #tea\n/quit so long\n',
    );
    expect(statSync(inFolder('state/threadline/history')).mode & 0o777).toBe(0o600);
  });

  test('keeps the input line intact, and shows each sent line once', async () => {
    const pty = await logIn();
    pty.type('half ty');
    await pty.sees('half ty');
    server.post('bea', '#lobby', 'in between');
    await pty.sees(/bea: in between\r?\n#lobby> half ty$/);
    pty.type('ped\r');
    await pty.sees('anna: half typed');
    await pty.sees('#lobby> ');
    // The typed line was erased before the confirmed one was shown.
    // eslint-disable-next-line no-control-regex
    expect(pty.raw).toMatch(/half ty.*ped\r+\n\x1b\[1A\r\x1b\[J/s);
  });

  test('rings the bell for private messages and mentions, not for other messages, and replies with /reply', async () => {
    const pty = await logIn();
    server.post('bea', '#lobby', 'quiet');
    await pty.sees('bea: quiet');
    expect(pty.raw).not.toContain('\x07');
    server.post('bea', '#lobby', 'hey Anna!');
    await pty.sees('hey Anna!');
    expect(pty.raw.split('\x07')).toHaveLength(2);
    server.post('bea', 'anna', 'psst');
    await pty.sees('[private] bea: psst');
    expect(pty.raw.split('\x07')).toHaveLength(3);
    pty.type('/reply what?\r');
    await pty.sees('No such nick');
    expect(server.lines.some((line) => line.endsWith('PRIVMSG bea what?'))).toBe(true);
  });

  test('creates an account, asking for the password twice, and asks for none at the next start', async () => {
    const pty = open('carl');
    await pty.sees('Password for carl');
    pty.type('\r');
    await pty.sees('creating a new account for carl');
    await pty.sees('New password: ');
    pty.type('one password\r');
    await pty.sees('Repeat password: ');
    pty.type('other\r');
    await pty.sees('the passwords do not match');
    await pty.sees('New password: ');
    pty.type('pass word\r');
    await pty.sees('Repeat password: ');
    pty.type('pass word\r');
    await pty.sees('#lobby> ');
    pty.type('hi\r');
    await pty.sees('carl: hi');
    pty.type('\x03');
    expect(await pty.exit).toBe(0);
    expect(server.accounts['carl']).toBe('pass word');
    const again = open('carl');
    await again.sees('no password needed: logged in with the session token in');
    await again.sees('#lobby> ');
    again.type('\x04');
    expect(await again.exit).toBe(0);
    // The path is on a separate row, unbroken, since it does not fit after the text.
    const rows = again.raw.split('\r\n').filter((row) => /no password|tokens\.json/.test(row));
    expect(rows).toEqual([
      '-- no password needed: logged in with the session token in',
      `   ${inFolder('state')}/threadline/tokens.json`,
    ]);
    const atHome = open('carl', { HOME: inFolder('state') });
    await atHome.sees('~/threadline/tokens.json');
    atHome.kill();
  });

  test('changes the password without showing it, and shows afterwards what arrived in the meantime', async () => {
    const pty = await logIn();
    pty.type('/passwd\r');
    await pty.sees('Old password: ');
    server.post('bea', '#lobby', 'in between');
    pty.type('secret\r');
    await pty.sees('New password: ');
    pty.type('new pass word\r');
    await pty.sees('Repeat password: ');
    expect(pty.raw).not.toContain('in between');
    pty.type('new pass word\r');
    await pty.sees('bea: in between');
    await pty.sees('password changed');
    await pty.sees('#lobby> ');
    expect(server.accounts['anna']).toBe('new pass word');
    pty.type('/passwd\r');
    await pty.sees('Old password: ');
    pty.type('\x03');
    await pty.sees('nothing was changed');
    pty.type('still here\r');
    await pty.sees('anna: still here');
    expect(pty.raw).not.toMatch(/secret|new pass word/);
    expect(readFileSync(inFolder('state/threadline/history'), 'utf8')).not.toMatch(
      /secret|new pass/,
    );
  });

  test('colors names unless NO_COLOR is set', async () => {
    const plain = await logIn();
    server.post('bea', '#lobby', 'one');
    await plain.sees('bea: one');
    // eslint-disable-next-line no-control-regex
    expect(plain.raw).not.toMatch(/\x1b\[\d+m/);
    const colored = open('anna', { NO_COLOR: '' });
    await colored.sees('#lobby> ');
    server.post('bea', '#lobby', 'two');
    await colored.sees('bea: two');
    // eslint-disable-next-line no-control-regex
    expect(colored.raw).toMatch(/\x1b\[\d+mbea\x1b\[39m: two/);
  });

  test('sends pasted lines in order, and can quit while there is no connection', async () => {
    const pty = await logIn();
    pty.type('one\r/join #tea\rtwo\r');
    await pty.sees('anna: two');
    expect(server.stored.map(({ target, text }) => [target, text])).toEqual([
      ['#lobby', 'one'],
      ['#tea', 'two'],
    ]);
    await server.close();
    await pty.sees('reconnecting in');
    pty.type('anybody?\r/who\r');
    pty.type('/quit\r');
    expect(await pty.exit).toBe(0);
  });

  test('sends pasted lines as text after confirmation', async () => {
    const pty = await logIn();
    const pasted = '\x1b[200~/usr/lib\n/quit\n\nlast\x1b[201~';
    pty.type(pasted);
    await pty.sees('Accept 4 pasted lines? y/N ');
    pty.type('n');
    pty.type('typed\r');
    await pty.sees('anna: typed');
    pty.type(pasted);
    await pty.sees('Accept 4 pasted lines? y/N ');
    pty.type('y');
    await pty.sees('anna: last');
    expect(server.stored.map(({ text }) => text)).toEqual(['typed', '/usr/lib', '/quit', 'last']);
  });

  test('shows the last messages of a room on joining it, each once, then live ones', async () => {
    for (let n = 1; n <= 30; n += 1) server.post('bea', '#lobby', `old ${n}.`);
    const pty = await logIn();
    await pty.sees('bea: old 11.');
    await pty.sees('bea: old 30.');
    server.post('bea', '#lobby', 'new');
    await pty.sees('bea: new');
    server.drop();
    await pty.sees('reconnected');
    server.post('bea', '#lobby', 'after');
    await pty.sees('bea: after');
    expect(pty.raw).not.toContain('old 10.');
    expect(pty.raw.split('old 30.')).toHaveLength(2);
  });

  test('rejects an invalid name before asking for a password, and a short password after the first input', async () => {
    const wrong = open('1234');
    await wrong.sees('"1234" cannot be a name: it reads as a number');
    expect(await wrong.exit).toBe(77);
    const reserved = open('admin');
    await reserved.sees('Password for admin');
    reserved.type('\r');
    await reserved.sees('"admin" is reserved');
    expect(await reserved.exit).toBe(77);
    const short = open('carla');
    await short.sees('Password for carla');
    short.type('\r');
    await short.sees('New password: ');
    short.type('short\r');
    await short.sees('at least 8 characters');
    await short.sees('New password: ');
  });

  test('prints an error if no password is entered', async () => {
    const pty = open();
    await pty.sees('Password for anna');
    pty.type('\x03');
    await pty.sees('No password was given');
    expect(await pty.exit).toBe(77);
  });
});
