import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { roomKey, SqliteHistory } from '@threadline/chat';
import { Pulse } from './hostile/pulse.ts';
import { Chatter } from './people/chatter.ts';
import { makePeople } from './people/person.ts';
import { Random } from './random.ts';
import { type Run, runProof } from './run-proof.ts';
import { describeFigures, processFigures } from './server/process.ts';
import { Operator } from './server/operator.ts';
import { demoMain, Program } from './server/program.ts';
import { insiderAttacks } from './insiders/attacks.ts';
import { Newcomers } from './insiders/newcomers.ts';
import type { AttackersMessage, AttackersPlan, AttackRequest } from './insiders/attackers.ts';

/** Options of the proof, as on the command line. */
type InsidersOptions = Readonly<
  Record<'members' | 'messages' | 'rooms' | 'seconds' | 'rest-seconds' | 'p99-ms', number>
>;

const observers = 20;
const spares = 10;
const maxMoreMb = 300;
const goalRatio = 2;
const certificates = new URL('../../../packages/server/test/certificates/', import.meta.url);
const certificate = (end: string): string => fileURLToPath(new URL(`one.${end}`, certificates));

/** Members and strangers attack with what everybody may do; others chat meanwhile, and measure what they notice. */
async function insiders(run: Run<InsidersOptions>): Promise<unknown> {
  const { options, verdict, folder, progress } = run;
  const { seed, members, messages, rooms, seconds, 'rest-seconds': restSeconds } = options;
  const data = join(folder, 'data');
  const people = await makePeople(data, observers + members + spares);
  const history = join(data, 'history.db');
  fill(history, messages, rooms);
  const tls = ['--tls-cert', certificate('crt'), '--tls-key', certificate('key')];
  await using program = new Program(demoMain, data, tls);
  const port = await program.port('chat');
  await using operator = await Operator.whenReady(program);
  const chatters = people.slice(0, observers).map((person) => new Chatter(person));
  await Promise.all(chatters.map((chatter) => chatter.enter(port)));
  const plan: AttackersPlan = {
    port,
    history,
    names: people.slice(observers, observers + members),
    roomsPerMember: Math.min(19, Math.ceil(rooms / members)),
    spareTokens: people.slice(observers + members).map(({ token }) => token),
  };
  const attackers = fork(fileURLToPath(new URL('./insiders/attackers.ts', import.meta.url)), [
    JSON.stringify(plan),
  ]);
  const report = async (): Promise<AttackersMessage> => {
    const [message] = (await once(attackers, 'message')) as [AttackersMessage];
    return message;
  };
  try {
    await report();
    progress(`${members} members who will attack are in, with their rooms`);
    const pulse = new Pulse(chatters, new Random(seed));
    const newcomers = new Newcomers(port);
    const rows = [];
    for (const [attack, { name }] of insiderAttacks.entries()) {
      await sleep(restSeconds * 1000);
      pulse.clear();
      newcomers.clear();
      await sleep(seconds * 1000);
      const quiet = { ...pulse.take(), newcomerMs: newcomers.takeP99Ms() };
      const before = processFigures(program.pid);
      const request: AttackRequest = { attack, seconds };
      attackers.send(request);
      const outcome = await report();
      const attacked = { ...pulse.take(), newcomerMs: newcomers.takeP99Ms() };
      await sleep(restSeconds * 1000);
      const after = processFigures(program.pid);
      rows.push({ name, quiet, attacked, before, after, outcome });
      const ratio = attacked.p99Ms / quiet.p99Ms;
      const detail =
        `p99 ${quiet.p99Ms.toFixed(1)} ms quiet, ${attacked.p99Ms.toFixed(1)} under attack; ` +
        `ratio ${ratio.toFixed(1)}, goal of ${goalRatio} ${ratio <= goalRatio ? 'met' : 'not met'}; ` +
        `newcomers ${quiet.newcomerMs.toFixed(0)} and ${attacked.newcomerMs.toFixed(0)} ms; ` +
        `${describeFigures(before)} before, ${describeFigures(after)} after`;
      progress(`${name}, ${outcome.type === 'done' ? outcome.done : 0} times: ${detail}`);
      const held = attacked.p99Ms <= options['p99-ms'] && after.rssMb <= before.rssMb + maxMoreMb;
      verdict.check(`${name}: the chat goes on, and memory comes back`, held, detail);
      const there = chatters.filter(({ inside, stays }) => inside && stays.length === 1).length;
      verdict.check(
        `${name}: nobody else has to go`,
        there === observers,
        `${there} of ${observers}`,
      );
    }
    await pulse.stop();
    await newcomers.stop();
    for (const chatter of chatters) chatter.quit();
    await operator.run('shutdown now').catch(() => {});
    const code = await program.ended;
    verdict.check('the server ends as told', code === 0, `exit code ${code}`);
    return rows;
  } finally {
    attackers.kill('SIGKILL');
  }
}

/** Fills a history: one that a search has much to do with, and rooms with long topics. */
function fill(file: string, messages: number, rooms: number): void {
  const history = new SqliteHistory({ file });
  const at = Date.now() - 3_600_000;
  const text = `b ${'a '.repeat(100)}`.trim();
  for (let id = 1; id <= messages; id += 1) {
    history.append({
      id,
      at,
      conversation: roomKey('lobby'),
      account: 'user0',
      kind: 'message',
      text,
    });
    if (id % 1000 === 0) history.commit();
  }
  for (let room = 0; room < rooms; room += 1) {
    const topic = { text: `topic ${room} ${'x'.repeat(290)}`, by: 'user0', at };
    history.keep('topic', `room${room}`, JSON.stringify(topic));
  }
  history.commit();
  history.close();
}

const defaults = {
  members: 60,
  messages: 100_000,
  rooms: 1000,
  seconds: 10,
  'rest-seconds': 10,
  'p99-ms': 2000,
};
await runProof('insiders', defaults, insiders);
