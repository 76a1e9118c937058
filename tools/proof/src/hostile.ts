import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Chatter } from './people/chatter.ts';
import { makePeople } from './people/person.ts';
import { readHistory } from './people/read-history.ts';
import { Random } from './random.ts';
import { type Run, runProof } from './run-proof.ts';
import { Operator } from './server/operator.ts';
import { processFigures } from './server/process.ts';
import { demoMain, Program } from './server/program.ts';
import { attackFromOutside } from './hostile/strikes.ts';
import { checkHostile, watchScreens } from './hostile/checks.ts';
import { Pulse } from './hostile/pulse.ts';

/** Options of the attack. */
type HostileOptions = Readonly<
  Record<
    'connections' | 'at-once' | 'quiet-seconds' | 'rest-seconds' | 'slow-percent' | 'p99-ms',
    number
  >
>;

const people = 20;
const attackers = 10;
/** So few that hostile clients share threads with members. */
const maxThreads = '32';
const settleMs = 30_000;
const certificates = new URL('../../../packages/server/test/certificates/', import.meta.url);
const certificate = (end: string): string => fileURLToPath(new URL(`one.${end}`, certificates));

/** Members chat during attacks, and measure the effect. */
async function hostile({
  options,
  verdict,
  folder,
  progress,
}: Run<HostileOptions>): Promise<unknown> {
  const { seed, connections, 'at-once': atOnce, 'slow-percent': slowPercent } = options;
  const random = new Random(seed);
  const data = join(folder, 'data');
  const everybody = await makePeople(data, people + attackers);
  const chatters = everybody.slice(0, people).map((one) => new Chatter(one));
  const tls = ['--tls-cert', certificate('crt'), '--tls-key', certificate('key')];
  await using program = new Program(demoMain, data, [...tls, '--max-threads', maxThreads]);
  const port = await program.port('chat');
  await using operator = await Operator.whenReady(program);
  await Promise.all(chatters.map((chatter) => chatter.enter(port)));

  const target = {
    port,
    names: everybody.slice(0, people).map(({ name }) => name),
    tokens: everybody.slice(people).map(({ token }) => token),
  };
  const plan = { target, seed, connections: 0, atOnce, slowPercent: 0 };
  const screens = watchScreens(chatters);
  const pulse = new Pulse(chatters, random);
  // A first attack of the same size starts the threads, compiles the code, and fills the allocator's caches. What the second one
  // adds is a leak.
  const warmUp = await attackFromOutside({ ...plan, connections });
  progress('the first attack has ended');
  await sleep(options['rest-seconds'] * 1000);
  const before = processFigures(program.pid);
  pulse.take();
  await sleep(options['quiet-seconds'] * 1000);
  const quiet = pulse.take();
  progress(`quiet: p99 ${quiet.p99Ms.toFixed(1)} ms of ${quiet.deliveries} deliveries`);
  // The slow connections stay after the others have ended; only the others are measured.
  const slow = Math.floor((connections * slowPercent) / 100);
  const holding = attackFromOutside({ ...plan, connections: slow, slowPercent: 100 });
  const prompt = await attackFromOutside({
    ...plan,
    connections: connections - slow,
    seed: seed + 1,
  });
  const attacked = pulse.take();
  progress(
    `under attack: p99 ${attacked.p99Ms.toFixed(1)} ms of ${attacked.deliveries} deliveries`,
  );
  const outcome = { ...prompt, ...(await holding) };
  await sleep(options['rest-seconds'] * 1000);
  const after = processFigures(program.pid);
  await pulse.stop();
  // The last messages are still being delivered.
  await sleep(1000);

  const status = await operator.ask<unknown>('status');
  const stayed = chatters.map((chatter) => chatter.inside && chatter.stays.length === 1);
  for (const chatter of chatters) chatter.quit();
  await Promise.race([Promise.all(chatters.map(({ closed }) => closed)), sleep(settleMs)]);
  await operator.run('shutdown now').catch(() => {});
  const code = await program.ended;
  const history = readHistory(data, join(folder, 'copy'));
  checkHostile(verdict, {
    chatters,
    stayed,
    history,
    outcome,
    screens,
    quiet,
    attacked,
    before,
    after,
    code,
    p99Ms: options['p99-ms'],
  });
  return { quiet, attacked, before, after, warmUp, outcome, status };
}

const defaults = {
  connections: 10_000,
  'at-once': 100,
  'quiet-seconds': 10,
  'rest-seconds': 35,
  'slow-percent': 5,
  'p99-ms': 2000,
};
await runProof('hostile', defaults, hostile);
