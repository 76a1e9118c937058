import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChatClient, type ChatMessage, connect } from '../../src/index.ts';
import { runThreadline } from '../support/run-threadline.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const program = ['ngircd', '/usr/sbin/ngircd'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
);
const inFolder = useTemporaryFolder();
let port: number;
let daemon: ChildProcess;
let clients: ChatClient[];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}

async function listening(): Promise<void> {
  for (;;) {
    const socket = connectTcp(port, '127.0.0.1');
    const [event] = await Promise.race([
      once(socket, 'connect').then(() => ['connect']),
      once(socket, 'error').catch(() => ['error']),
    ]).catch(() => ['error']);
    socket.destroy();
    if (event === 'connect') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function open(account: string, password?: string): Promise<ChatClient> {
  const client = await connect({ host: '127.0.0.1', port, account, password, rooms: ['#room'] });
  clients.push(client);
  await client.settled();
  return client;
}

const when = program === undefined ? describe.skip : describe;

when('against ngircd, a plain RFC server (skipped where it is not installed)', () => {
  beforeEach(async () => {
    clients = [];
    port = await freePort();
    const root = process.getuid?.() === 0 ? 'ServerUID = root\nServerGID = root\n' : '';
    writeFileSync(
      inFolder('ngircd.conf'),
      `[Global]\nName = irc.test\nInfo = test\nListen = 127.0.0.1\nPorts = ${port}\nMotdPhrase = hello\n${root}` +
        '[Limits]\nMaxConnectionsIP = 0\n[Options]\nDNS = no\nIdent = no\nPAM = no\nRequireAuthPing = no\n',
    );
    daemon = spawn(program ?? '', ['-n', '-f', inFolder('ngircd.conf')], { stdio: 'ignore' });
    await listening();
  });
  afterEach(async () => {
    for (const client of clients) client.terminate();
    daemon.kill('SIGKILL');
    await once(daemon, 'exit');
  });

  test('two clients exchange room and private messages, and use names, list and whois', async () => {
    const [anna, bea] = [await open('anna'), await open('bea')];
    const heard: string[] = [];
    bea.on('message', ({ from, room, kind, text }: ChatMessage) =>
      heard.push(`${from} ${room} ${kind} ${text}`),
    );
    await anna.send('#room', 'hello');
    await anna.action('#room', 'waves');
    await anna.send('bea', 'psst');
    await anna.settled();
    await bea.settled();
    expect(heard).toEqual([
      'anna #room message hello',
      'anna #room action waves',
      'anna undefined message psst',
    ]);
    expect((await anna.names('#room')).map(({ name }) => name).sort()).toEqual(['anna', 'bea']);
    expect(await anna.list()).toContainEqual(
      expect.objectContaining({ room: '#room', members: 2 }),
    );
    expect(await anna.whois('bea')).toMatchObject({ name: 'bea', rooms: ['#room'] });
    await expect(anna.whois('ghost')).rejects.toMatchObject({ reply: { code: '401' } });
    await expect(anna.history('#room')).rejects.toMatchObject({ code: 'ERR_CLIENT_UNSUPPORTED' });
    await expect(open('anna')).rejects.toMatchObject({ code: 'ERR_CLIENT_NAME_IN_USE' });
  });

  test('the program sends its input, and asks for no password', async () => {
    const bea = await open('bea');
    const texts: string[] = [];
    bea.on('message', ({ text }: ChatMessage) => texts.push(text));
    const { code, err } = await runThreadline(
      ['--commands', '--room', '#room', `anna@127.0.0.1:${port}`],
      {
        input: 'one\n/me two\nthree\n',
        env: { XDG_STATE_HOME: inFolder('state') },
      },
    );
    await bea.settled();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(texts).toEqual(['one', 'two', 'three']);
  });
});
