import { join } from 'node:path';
import { Chatter } from '../people/chatter.ts';
import { makePeople } from '../people/person.ts';
import { readHistory } from '../people/read-history.ts';
import { Random } from '../random.ts';
import type { Run } from '../report/run-proof.ts';
import { Operator } from '../server/operator.ts';
import { describeFigures, processFigures, watchControl } from '../server/process.ts';
import { Program } from '../server/program.ts';
import { until } from '../until.ts';
import { atRest, checkCrowd, checkRest, checkServer } from './checks.ts';
import { Ledger } from './ledger.ts';
import { Member } from './member.ts';
import { rage } from './rage.ts';

/** What a chaos is told. */
export type ChaosOptions = Readonly<Record<'seconds' | 'clients' | 'threads', number>>;

const faultyDemo = new URL('./faulty-demo.ts', import.meta.url);
const comeInMs = 60_000;
const settleMs = 30_000;

/** A crowd chats while everything that can happen to a server does; then what each was shown is compared. */
export async function chaos({
  options: { seed, seconds, clients, threads },
  verdict,
  folder,
  progress,
}: Run<ChaosOptions>): Promise<unknown> {
  const random = new Random(seed);
  const data = join(folder, 'data');
  const people = await makePeople(data, clients);
  await using program = new Program(faultyDemo, data, ['--max-threads', String(threads)]);
  const ledger = new Ledger();
  program.onLine = (line) => ledger.take(line);
  const port = await program.port('chat');
  await using operator = await Operator.connect(program.socketPath);
  progress(`the server is up: ${describeFigures(processFigures(program.pid))}`);
  const watching = new AbortController();
  const watched = watchControl(program.socketPath, watching.signal);

  const members = people.map((one) => new Member(new Chatter(one), random.fork(), ledger));
  const comeIn = async (): Promise<{ lives: Promise<unknown>; all: boolean }> => {
    const lives = Promise.all(members.map((member) => member.live(port)));
    return {
      lives,
      all: await until(() => members.every(({ chatter }) => chatter.inside), comeInMs),
    };
  };
  const leave = async (lives: Promise<unknown>): Promise<void> => {
    await Promise.all(members.map((member) => member.leave()));
    await lives;
  };
  // What a process keeps for later, compiled code and the allocator's, it has once a first crowd has come and gone.
  const first = await comeIn();
  await leave(first.lives);
  const before = await atRest(program);
  progress(`a first crowd has come and gone: ${describeFigures(before)}`);

  const { lives, all } = await comeIn();
  verdict.check('everyone came in, twice', first.all && all, `${clients} clients`);
  progress(`everyone is in: ${describeFigures(processFigures(program.pid))}`);

  const scene = { members, operator, ledger, random };
  const raged = await rage(scene, seconds, progress);
  for (const member of members) member.hush();
  progress(`${raged.done.length} actions, now everyone comes to rest`);

  const last = `the-end-${seed}`;
  // Who is on a thread that was brought down is still to go, and to come again.
  const settled = (): boolean =>
    ledger.survivors().length === 0 &&
    members.every(({ chatter: { inside, stay } }) => inside && stay.caughtUp);
  await until(settled, settleMs);
  const speaker = members.find(
    ({ chatter }) => chatter.inside && chatter.stay.end === 'none',
  )?.chatter;
  speaker?.tell(last);
  const hasHeard = ({ chatter }: Member): boolean =>
    chatter === speaker || (chatter.stay.live.at(-1) ?? chatter.stay.past.at(-1))?.text === last;
  await until(() => members.every(hasHeard), settleMs);
  const absent = members.filter((member) => !member.chatter.inside || !hasHeard(member));
  verdict.add(
    'everyone is in at the end, and heard the last message',
    `${members.length - absent.length} of ${members.length}`,
    absent.map(({ chatter }) => describe(chatter)),
  );
  // Lines behind a QUIT are lost, and those before it may still wait for their turn when the connection ends.
  const staying = members.filter(({ chatter }) => chatter.stay.end === 'none');
  const kept = staying.flatMap(({ chatter }) => chatter.stay.said);
  const crowded = processFigures(program.pid);
  await leave(lives);
  progress(`everyone has left: ${describeFigures(crowded)} before`);

  const rest = await checkRest(verdict, { program, before, crowded });
  watching.abort();
  const control = await watched;
  await checkServer(verdict, { program, operator, ledger, raged, control, data, seconds });
  const history = readHistory(data, join(folder, 'copy'));
  checkCrowd(verdict, members, kept, history);
  return { actions: raged.done, control, figures: { before, crowded, ...rest } };
}

function describe({ person, inside, stay }: Chatter): string {
  const last = (stay.live.at(-1) ?? stay.past.at(-1))?.text ?? 'nothing';
  const complaints = stay.complaints.join(', ');
  return `${person.name} (${person.dialect}) is ${inside ? 'in' : 'out'}, heard "${last}" last ${complaints}`;
}
