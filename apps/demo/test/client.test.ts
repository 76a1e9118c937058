import { spawn } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { type ChatClient, type ChatMessage, connect, echo } from '@threadline/client';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

const program = fileURLToPath(new URL('../../../packages/client/src/cli.ts', import.meta.url));
const clients: ChatClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.terminate();
  goAway();
  stopDemos();
});

async function enter(port: number, account: string): Promise<ChatClient> {
  const password = `${account}-password`;
  const options = { host: '127.0.0.1', port, account, password, register: true, wantToken: true };
  const client = await connect({ ...options, reconnect: { initialDelayMs: 50, maxDelayMs: 500 } });
  clients.push(client);
  await client.settled();
  return client;
}

/** All messages in the lobby that a client receives, in order. */
function transcript(client: ChatClient): string[] {
  const texts: string[] = [];
  client.on('message', ({ text, conversation }: ChatMessage) => {
    if (conversation === '#lobby') texts.push(text);
  });
  return texts;
}

/** Runs the program; resolves to its exit code and output. */
async function run(
  args: readonly string[],
  { input = '', home }: { input?: string; home: string },
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--conditions=@threadline/source', program, ...args], {
    env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state') },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.end(input);
  const code = await new Promise<number>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test('the client library exchanges room and private messages with text users, and reads the history', async () => {
  const port = await new RunningDemo().port('chat');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\nsaid before\n/join garden\n');
  await bob.sees('in #garden');
  const anna = await enter(port, 'anna');
  const past = await anna.history('#lobby', { limit: 10 });
  expect(past.map(({ from, text }) => [from, text])).toEqual([['bob', 'said before']]);
  await anna.join('#garden');
  const heard = new Promise<ChatMessage>((resolve) => anna.once('message', resolve));
  bob.socket.write('in the garden\n');
  expect(await heard).toMatchObject({ from: 'bob', conversation: '#garden', own: false });
  const { ids } = await anna.send('#garden', 'hello bob');
  expect(ids).toEqual([expect.stringMatching(/^\d+$/)]);
  await bob.sees('anna: hello bob');
  await anna.send('bob', 'psst');
  await bob.sees('[anna -> you] psst');
  expect((await anna.names('#garden')).map(({ name }) => name).sort()).toEqual(['anna', 'bob']);
  await anna.close('good night');
  await bob.sees(/anna left after .*: good night/);
});

test('a wrong password and a missing one are refused with a code', async () => {
  const port = await new RunningDemo().port('chat');
  await (await enter(port, 'anna')).close();
  const options = { host: '127.0.0.1', port, account: 'anna', reconnect: false } as const;
  await expect(connect({ ...options, password: 'wrong-guess' })).rejects.toMatchObject({
    code: 'ERR_CLIENT_LOGIN_REFUSED',
  });
  await expect(connect(options)).rejects.toMatchObject({
    code: 'ERR_CLIENT_LOGIN_REFUSED',
    message: 'The server requires a password or a session token for anna',
  });
});

test('clients reconnect to a server that was killed and restarted, and get every message once', async () => {
  const first = new RunningDemo();
  const [chatPort, folder] = [await first.port('chat'), first.folder];
  const names = ['anna', 'bea', 'carl'];
  const members = await Promise.all(names.map((name) => enter(chatPort, name)));
  const transcripts = members.map(transcript);
  let talking = true;
  const talk = members.map(async (member, index) => {
    const said: string[] = [];
    for (let line = 0; talking; line += 1) {
      const text = `${names[index]} ${line}`;
      await member.send('#lobby', text);
      said.push(text);
      await sleep(20);
    }
    return said;
  });
  for (let kill = 0, demo = first; kill < 2; kill += 1) {
    await sleep(500);
    demo.child.kill('SIGKILL');
    await demo.status;
    const args = ['--data', folder, '--chat-port', String(chatPort), '--rate-limit', 'off'];
    demo = new RunningDemo(args);
    await demo.port('chat');
    await sleep(1000);
  }
  talking = false;
  const said = (await Promise.all(talk)).flat();
  await Promise.all(members.map((member) => member.settled()));
  expect(said.length).toBeGreaterThan(10);
  for (const seen of transcripts) {
    expect(seen).toHaveLength(said.length);
    expect(seen.toSorted()).toEqual(said.toSorted());
    expect(seen).toEqual(transcripts[0]);
  }
});

test('the program sends piped text, and needs no password the second time', async () => {
  const port = await new RunningDemo().port('chat');
  const bob = new User(port, 'bob\nbobs-password\nbobs-password\n');
  await bob.sees('you are in #lobby');
  const home = mkdtempSync(join(tmpdir(), 'threadline-home-'));
  const target = `anna@127.0.0.1:${port}`;
  const input = 'annas-password\nfirst line\nsecond line\n';
  const first = await run(['--register', '--password-stdin', target], { input, home });
  expect(first).toMatchObject({ code: 0 });
  await bob.sees('anna: first line\r\nanna: second line\r\n');
  expect(statSync(join(home, 'state/threadline/tokens.json')).mode & 0o777).toBe(0o600);
  const second = await run(['--json', '-x', 'third', '-x', '/who', target], { home });
  expect(second).toMatchObject({ code: 0 });
  await bob.sees('anna: third');
  const events = second.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(events.map(({ type }) => type)).toContain('message');
});

test('the program measures round trips to the echo server', async () => {
  const demo = new RunningDemo();
  const port = await demo.port('echo');
  const home = mkdtempSync(join(tmpdir(), 'threadline-home-'));
  const args = ['echo', '--ping', '5', '--interval', '0.01', `127.0.0.1:${port}`];
  const { code, out } = await run(args, { home });
  expect(code).toBe(0);
  expect(out).toContain('5 sent, 5 received, 0% loss');
  await using client = await echo('127.0.0.1', port);
  expect(await client.send(Buffer.alloc(100_000, 'x'))).toMatchObject({ intact: true });
});
