import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { isInstalled, Screen } from './support/tmux.ts';
import { goAway, User } from './user.ts';

const screens: Screen[] = [];

afterEach(() => {
  screens.splice(0).forEach((screen) => screen.close());
  goAway();
  stopDemos();
});

function open(command: (folder: string) => string): Screen {
  const folder = mkdtempSync(join(tmpdir(), 'threadline-irc-'));
  const screen = new Screen(join(folder, 'tmux'), command(folder), {
    HOME: folder,
    LC_ALL: 'C.UTF-8',
  });
  screens.push(screen);
  return screen;
}

/** A demo with an account `anna`, and `bob` in the lobby by text, who has sent a message. */
async function withBob(): Promise<{ port: number; bob: User }> {
  const port = await new RunningDemo().port('chat');
  const anna = new User(port, 'anna\nsecret-pass\nsecret-pass\n/quit\n');
  await anna.sees('bye');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\nsaid before\n/who\n');
  await bob.sees('in #lobby (1): bob');
  return { port, bob };
}

const irssi = isInstalled('irssi') && isInstalled('tmux') ? describe : describe.skip;
const weechat = isInstalled('weechat') && isInstalled('tmux') ? describe : describe.skip;

irssi('irssi (skipped if it or tmux is not installed)', () => {
  test('logs in, shows the history, exchanges messages with a text user, and quits', async () => {
    const { port, bob } = await withBob();
    const screen = open(
      (folder) => `irssi --home ${folder} -c 127.0.0.1 -p ${port} -n anna -w secret-pass`,
    );
    await screen.shows('There is no message of the day');
    screen.type('/window 2');
    await screen.shows(/\[ ?@?anna\] \[ ?bob\]|\[ ?bob\] \[ ?anna\]/);
    expect(await screen.shows('said before')).toMatch(/bob> said before/);
    screen.type('hello from irssi');
    await bob.sees('anna: hello from irssi');
    screen.type('/me waves');
    await bob.sees('* anna waves');
    bob.socket.write('hi anna\n/me nods\n/msg anna psst\n');
    await screen.shows(/bob> hi anna/);
    await screen.shows(/\* bob nods/);
    screen.type('/whois bob');
    screen.type('/window 3');
    await screen.shows('psst');
    screen.type('/msg bob pssst');
    await bob.sees('[anna -> you] pssst');
    screen.type('/window 2');
    screen.type('/topic #lobby tea at five');
    await bob.sees('-- anna set the topic: tea at five');
    screen.type('/quit good night');
    await bob.sees(/-- anna left after .*: good night/);
  });

  test('registers a new nick', async () => {
    const { port, bob } = await withBob();
    const screen = open((folder) => `irssi --home ${folder} -c 127.0.0.1 -p ${port} -n carl`);
    await screen.shows('carl is not registered. To register it: /quote REGISTER carl * <password>');
    screen.type('/quote REGISTER carl * carls-password');
    await bob.sees('carl joined');
    screen.type('/quit');
  });
});

weechat('weechat (skipped if it or tmux is not installed)', () => {
  test('logs in by SASL, shows the history, exchanges messages with a text user, and quits', async () => {
    const { port, bob } = await withBob();
    const commands = [
      `/server add demo 127.0.0.1/${port} -notls -nossl`,
      '/set irc.server_default.capabilities *',
      '/set irc.server.demo.nicks anna',
      '/set irc.server.demo.sasl_username anna',
      '/set irc.server.demo.sasl_password secret-pass',
      '/connect demo',
    ];
    const screen = open((folder) => `weechat -d ${folder}`);
    await screen.shows('Plugins loaded');
    for (const command of commands) screen.type(command);
    await bob.sees('anna joined');
    screen.type('/buffer #lobby');
    expect(await screen.shows('said before')).toMatch(/bob .* said before/);
    screen.type('hello from weechat');
    await bob.sees('anna: hello from weechat');
    bob.socket.write('hi anna\n/me nods\n');
    await screen.shows(/bob .* hi anna/);
    await screen.shows('bob nods');
    screen.type('/msg bob psst');
    await bob.sees('[anna -> you] psst');
    screen.type('/quit good night');
    await bob.sees(/-- anna left after/);
  });
});
