import { join } from 'node:path';
import { Chatter } from './people/chatter.ts';
import { makePeople } from './people/person.ts';
import { type Kept, readHistory } from './people/read-history.ts';
import { Random } from './random.ts';
import { type Run, runProof } from './run-proof.ts';
import { demoMain, Program } from './server/program.ts';
import { Operator } from './server/operator.ts';
import { checkAccounts, checkKept } from './kill9/checks.ts';
import { killOnce } from './kill9/round.ts';

/** Options of the kills. */
type Kill9Options = Readonly<Record<'times' | 'clients' | 'restart-ms', number>>;

/** The goal for a restart. */
const goalMs = 1000;

/** Kills the server under load, again and again, and checks its files. */
async function kill9({
  options: { seed, times, clients, 'restart-ms': restartMs },
  verdict,
  folder,
  progress,
}: Run<Kill9Options>): Promise<unknown> {
  const random = new Random(seed);
  const data = join(folder, 'data');
  const people = await makePeople(data, clients);
  const chatters = people.map((one) => new Chatter(one));
  const known = new Set(people.map(({ name }) => name));
  const asked = new Set(known);
  const problems = { shutOut: [] as string[], history: [] as string[], accounts: [] as string[] };
  const rounds = [];
  let kept: readonly Kept[] = [];
  let compared = 0;
  for (let number = 1; number <= times; number += 1) {
    const round = await killOnce(data, chatters, random, number);
    const scratch = join(folder, `copy-${number}`);
    const history = readHistory(data, scratch);
    const checked = checkKept(history, kept, chatters);
    for (const { name } of round.newcomers) asked.add(name);
    const accounts = await checkAccounts(data, scratch, { known, asked }, round.newcomers);
    const told = round.newcomers.filter((one) => one.told);
    for (const { name } of told) known.add(name);
    const named = (what: string): string => `after kill ${number}: ${what}`;
    problems.shutOut.push(...round.shutOut.map((name) => named(`${name} did not get in`)));
    problems.history.push(...checked.problems.map(named));
    problems.accounts.push(...accounts.problems.map(named));
    rounds.push({ acceptingMs: round.acceptingMs, messages: history.messages.length, ...accounts });
    const more = history.messages.length - kept.length;
    progress(
      `kill ${number}: accepting after ${Math.round(round.acceptingMs)} ms, ${more} messages, ${told.length} new accounts`,
    );
    kept = history.messages;
    compared += checked.compared;
  }
  const code = await endPolitely(data);
  const slowest = Math.max(...rounds.map(({ acceptingMs }) => acceptingMs));
  const goal = slowest < goalMs ? 'met' : 'not met';
  verdict.add(
    'all members log in after each kill',
    `${clients} clients, ${times} times`,
    problems.shutOut,
  );
  verdict.add(
    'the history contains everything that anybody was shown, once and in order',
    `${compared} messages shown, ${kept.length} kept`,
    compared > 0 ? problems.history : ['nothing was shown to anybody'],
  );
  verdict.add(
    'the identification file is intact, with every confirmed registration',
    `${known.size - clients} of ${known.size} accounts registered under load`,
    known.size > clients ? problems.accounts : ['nobody could register'],
  );
  verdict.check(
    `a restart accepts within ${restartMs} ms`,
    slowest <= restartMs,
    `${Math.round(slowest)} ms for the slowest; goal of ${goalMs} ms ${goal}`,
  );
  verdict.check('the last server shuts down with exit code 0', code === 0, `exit code ${code}`);
  return { rounds };
}

async function endPolitely(data: string): Promise<number | NodeJS.Signals> {
  await using program = new Program(demoMain, data);
  await program.port('chat');
  const operator = await Operator.whenReady(program);
  // The response may be lost, since the server is ending.
  await operator.run('shutdown now').catch(() => {});
  return await program.ended;
}

await runProof('kill9', { times: 20, clients: 24, 'restart-ms': 5000 }, kill9);
