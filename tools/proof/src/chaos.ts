import { join } from 'node:path';
import { Chatter } from './people/chatter.ts';
import { makePeople } from './people/person.ts';
import { readHistory } from './people/read-history.ts';
import { Random } from './random.ts';
import { type Run, runProof } from './run-proof.ts';
import { Operator } from './server/operator.ts';
import { describeFigures, processFigures, watchControl } from './server/process.ts';
import { Program } from './server/program.ts';
import { atRest, checkCrowd, checkRest, checkServer, until } from './chaos/checks.ts';
import { Ledger } from './chaos/ledger.ts';
import { Member } from './chaos/member.ts';
import { rage } from './chaos/rage.ts';

/** Options of the chaos. */
type ChaosOptions = Readonly<Record<'seconds' | 'clients' | 'threads', number>>;

const faultyDemo = new URL('./chaos/faulty-demo.ts', import.meta.url);
const comeInMs = 60_000;
const settleMs = 30_000;

/** Members chat during random faults and actions; then what each was shown is compared with the history. */
async function chaos({
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
  progress(`the server is running: ${describeFigures(processFigures(program.pid))}`);
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
  // After a first group of members the process has the memory that it keeps: compiled code and the allocator's.
  const first = await comeIn();
  await leave(first.lives);
  const before = await atRest(program);
  progress(`a first group has left: ${describeFigures(before)}`);

  const { lives, all } = await comeIn();
  verdict.check('all members logged in, twice', first.all && all, `${clients} clients`);
  progress(`all members are in the room: ${describeFigures(processFigures(program.pid))}`);

  const scene = { members, operator, ledger, random };
  const raged = await rage(scene, seconds, progress);
  for (const member of members) member.hush();
  progress(`${raged.done.length} actions, waiting for all members`);

  const last = `the-end-${seed}`;
  // The clients of a thread that was brought down are disconnected, and connect again.
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
    'all members are in the room at the end, and saw the last message',
    `${members.length - absent.length} of ${members.length}`,
    absent.map(({ chatter }) => describe(chatter)),
  );
  // Lines after a QUIT are lost, and those before it may still be queued when the connection ends.
  const staying = members.filter(({ chatter }) => chatter.stay.end === 'none');
  const kept = staying.flatMap(({ chatter }) => chatter.stay.said);
  const crowded = processFigures(program.pid);
  await leave(lives);
  progress(`all members have left: ${describeFigures(crowded)} before`);

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

await runProof('chaos', { seconds: 60, clients: 100, threads: 64 }, chaos);
