import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hasPty, nodeCommand, Pty } from '../../../../tools/pty/pty.ts';
import type { FakeServer } from '../support/fake-server.ts';
import { cli } from '../support/run-threadline.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';
import { useServer } from '../support/use-server.ts';

const { start } = useServer();
const inFolder = useTemporaryFolder();
const ptys: Pty[] = [];
let server: FakeServer;
let client: string;

beforeEach(async () => {
  server = await start();
  client = nodeCommand([cli, '--no-save', `anna@127.0.0.1:${server.port}`]);
});
afterEach(() => ptys.splice(0).forEach((pty) => pty.kill()));

function open(command: string): Pty {
  const pty = new Pty(command, {
    XDG_STATE_HOME: inFolder('state'),
    NO_COLOR: '1',
    HISTFILE: '',
  });
  ptys.push(pty);
  return pty;
}

async function logIn(pty: Pty): Promise<void> {
  await pty.sees('Password for anna');
  pty.type('secret\r');
  await pty.sees('#lobby> ');
}

/** An interactive shell, with job control. */
async function openShell(): Promise<Pty> {
  const pty = open('bash --norc --noprofile -i');
  await pty.sees(/[#$] /);
  // Split, because the terminal echoes the command.
  pty.type(`PS1='she''ll$ '\r`);
  await pty.sees('shell$ ');
  return pty;
}

const when = hasPty ? describe : describe.skip;

when('threadline as a job of a shell', () => {
  test('is stopped by Ctrl-Z, and reads keys and shows the typed line again after fg', async () => {
    const pty = await openShell();
    pty.type(`${client}\r`);
    await logIn(pty);
    pty.type('half ty');
    await pty.sees('half ty');
    pty.type('\x1a');
    await pty.sees('Stopped');
    await pty.sees('shell$ ');
    pty.type('fg\r');
    await pty.sees('#lobby> half ty');
    pty.type('ped\r');
    await pty.sees('anna: half typed');
    pty.type('\x1a');
    await pty.sees('Stopped');
    pty.type('fg\r');
    await pty.sees('#lobby> ');
    pty.type('/quit\r');
    await pty.sees('shell$ ');
  });

  test('continues in the background, shows messages, leaves the keys to the shell, and reads them after fg', async () => {
    const pty = await openShell();
    pty.type(`${client}\r`);
    await logIn(pty);
    pty.type('\x1a');
    await pty.sees('Stopped');
    pty.type('bg\r');
    await pty.sees('shell$ ');
    server.post('bea', '#lobby', 'are you there?');
    await pty.sees('bea: are you there?');
    pty.type('echo a$((40 + 2))b\r');
    await pty.sees('a42b');
    pty.type('jobs\r');
    await pty.sees('Running');
    pty.type('fg\r');
    await pty.sees('#lobby> ');
    pty.type('back\r');
    await pty.sees('anna: back');
    pty.type('\x04');
    await pty.sees('shell$ ');
  });

  test('started in the background, asks its question when it is in the foreground', async () => {
    const pty = await openShell();
    pty.type(`${client} &\r`);
    await pty.sees('in the background: bring it to the foreground (fg) to enter the password');
    pty.type('fg\r');
    await logIn(pty);
    pty.type('hello\r');
    await pty.sees('anna: hello');
  });

  test('ends in the background without being stopped', async () => {
    const pty = await openShell();
    pty.type(`${client}\r`);
    await logIn(pty);
    pty.type('\x1a');
    await pty.sees('Stopped');
    pty.type('bg\r');
    await pty.sees('shell$ ');
    pty.type('kill %1\r');
    pty.type('wait; echo code $?\r');
    await pty.sees(/code \d+/);
    pty.type('jobs; echo none\r');
    await pty.sees(/none\r*\n/);
  });

  test('keeps running after Ctrl-Z without a shell that could continue it', async () => {
    const pty = open(client);
    await logIn(pty);
    pty.type('\x1a');
    await pty.sees('#lobby> ');
    pty.type('still here\r');
    await pty.sees('anna: still here');
    pty.type('/quit\r');
    expect(await pty.exit).toBe(0);
  });
});
