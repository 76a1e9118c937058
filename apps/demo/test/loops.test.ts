import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { Chatter } from './support/chatter.ts';
import { makePeople } from './support/make-people.ts';
import { goAway, User } from './user.ts';

const program = fileURLToPath(new URL('./support/demo-with-loops.ts', import.meta.url));
const chatters = 200;
const loopers = 16;

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

test('commands respond, and 200 clients chat without losing a line, while 16 threads loop forever', async () => {
  const data = mkdtempSync(join(tmpdir(), 'threadline-demo-'));
  const accounts = await makePeople(data, chatters);
  const args = ['--rate-limit', 'off', '--history', 'memory', '--max-threads', '16'];
  const demo = new RunningDemo(['--data', data, ...args], {}, { program });
  const operator = await Operator.of(demo);
  const port = await demo.port('chat');
  const people = await Promise.all(
    accounts.map((account) => Chatter.enter(port, account, chatters - 1)),
  );
  const lost = await loopAll(await demo.port('loop'), operator);

  let measured = false;
  let rounds = 0;
  const chat = async (): Promise<void> => {
    do {
      rounds += 1;
      await Promise.all(people.map((one) => one.round()));
    } while (!measured);
  };
  const measure = async (): Promise<Record<string, number[]>> => {
    const status: number[] = [];
    const kick: number[] = [];
    for (let count = 0; count < 40; count += 1) status.push(await timed(operator, 'status'));
    for (let id = 1; id <= loopers / 2; id += 1)
      kick.push(await timed(operator, `kick loop/${id}`));
    measured = true;
    return { status, kick };
  };
  const [took] = await Promise.all([measure(), chat()]);
  for (const [command, times] of Object.entries(took)) {
    const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
    const figures = `median ${median.toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`;
    console.info(`${command}, while the chat goes as fast as it can: ${figures}`);
    // The goal is 100 ms under normal load. This limit has to hold on any machine.
    expect(median).toBeLessThan(2000);
  }

  for (const { name, heard } of people) {
    const missing = rounds * (chatters - 1) - heard.length;
    const again = heard.length - new Set(heard).size;
    const own = heard.filter((line) => line.startsWith(`${name} `)).length;
    expect({ name, missing, again, own }).toEqual({ name, missing: 0, again: 0, own: 0 });
  }

  await operator.run('set loop/hangTimeoutMs 500ms');
  await Promise.all(lost.map(({ closed }) => closed));
  await demo.says(/loop t\d+ thread unresponsive for \d+ ms, terminated with 1 clients/);
  expect(await operator.ask('clients loop')).toEqual([]);
});

/** Makes the threads of sixteen clients loop; resolves when all of them do. */
async function loopAll(port: number, operator: Operator): Promise<User[]> {
  const clients = Array.from({ length: loopers }, () => new User(port, 'hello'));
  await Promise.all(clients.map((client) => client.sees('hello')));
  for (const client of clients) client.socket.write('loop');
  let looping = 0;
  while (looping < loopers) {
    const threads = await operator.ask<{ silentMs?: number }[]>('threads loop');
    looping = threads.filter(({ silentMs = 0 }) => silentMs > 500).length;
  }
  return clients;
}

async function timed(operator: Operator, command: string): Promise<number> {
  const { ok, text, tookMs } = await operator.run(command);
  if (!ok) throw new Error(text);
  return tookMs;
}
