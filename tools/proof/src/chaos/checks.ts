import { join } from 'node:path';
import type { Verdict } from '../report/verdict.ts';
import {
  brokenLogLines,
  type ControlWatch,
  describeFigures,
  type ProcessFigures,
  processFigures,
} from '../server/process.ts';
import type { Operator } from '../server/operator.ts';
import type { Program } from '../server/program.ts';
import type { Ledger } from './ledger.ts';
import type { Raged } from './rage.ts';
import { checkStay, placesOf } from '../people/check-stays.ts';
import type { KeptHistory } from '../people/read-history.ts';
import type { Member } from './member.ts';
import { until } from '../until.ts';

/** What a run has left behind, to be looked at. */
export interface Aftermath {
  readonly program: Program;
  readonly operator: Operator;
  readonly ledger: Ledger;
  readonly raged: Raged;
  readonly control: ControlWatch;
  readonly data: string;
  readonly seconds: number;
}

/** Who went, whether the operator was answered, and how the server ends. Ends the server. */
export async function checkServer(
  verdict: Verdict,
  { program, operator, ledger, raged, control, data, seconds }: Aftermath,
): Promise<void> {
  const { connections, gone, doomedThreads } = ledger.counts;
  verdict.check(
    'there was chaos',
    raged.done.length >= seconds && doomedThreads > 0,
    `${raged.done.length} actions in ${seconds} s, ${doomedThreads} threads brought down`,
  );
  verdict.add('every action could be done', `${raged.done.length} done`, raged.failures);
  verdict.add(
    'nobody had to go to whom, and to whose thread, nothing was done',
    `${connections} connections, ${gone} ended`,
    ledger.innocents(),
  );
  verdict.add('a thread that is ended lets all its clients go', `${doomedThreads} threads`, [
    ...ledger.survivors(),
  ]);
  verdict.add(
    'the control socket answered all through',
    `${control.answered} times, at the slowest in ${Math.round(control.slowestMs)} ms`,
    control.answered > 0 ? control.failures : ['it never did'],
  );
  await operator.run('shutdown now').catch(() => {});
  const code = await Promise.race([program.ended, afterMs(10_000)]);
  verdict.check('the server ends as told', code === 0, `exit code ${code}`);
  const { records, problems } = brokenLogLines(join(data, 'server.log'));
  verdict.add('the log is whole', `${records} records`, problems);
}

function afterMs(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(`none in ${ms} ms`), ms).unref());
}

/**
 * Compares what each was shown, in each of its stays, with the history: so each with all others.
 *
 * @param said what those said who were in at the end
 */
export function checkCrowd(
  verdict: Verdict,
  members: readonly Member[],
  said: readonly string[],
  { messages, problems: damage }: KeptHistory,
): void {
  const { places, problems: doubles } = placesOf(messages);
  verdict.add('the history is whole, and nothing is in it twice', `${messages.length} messages`, [
    ...damage,
    ...doubles,
  ]);
  verdict.add(
    'all that those said who were in at the end is in the history',
    `${said.length} messages`,
    said.filter((text) => !places.has(text)).map((text) => `"${text}" is not`),
  );
  let compared = 0;
  let stays = 0;
  const problems: string[] = [];
  for (const { chatter } of members) {
    for (const stay of chatter.stays) {
      const checked = checkStay(chatter.person, stay, places, messages);
      compared += checked.compared;
      problems.push(...checked.problems);
      stays += 1;
    }
  }
  verdict.add(
    'everyone was shown every message of its stays once, in the one order',
    `${compared} messages shown in ${stays} stays of ${members.length} clients`,
    compared > 0 ? problems : ['nothing was shown to anybody'],
  );
}

const restMs = 20_000;
/** Spare threads and a controller or two may come and go. */
const moreThreads = 4;
const moreDescriptors = 30;
/**
 * By so much the memory may differ from one crowd to the next. The allocator keeps a few MB for each thread there was at
 * once, now more, now less; a thread that was leaked would be 8 MB at the least.
 */
const moreMb = (threads: number): number => 100 + 2.5 * threads;
/** Threads and pages are given back within this, at the most. */
const unchangedMs = 2000;

/** Waits until a server that nobody is at holds no less from one look to the next; resolves to what it holds. */
export async function atRest(program: Program): Promise<ProcessFigures> {
  let least = processFigures(program.pid);
  let since = performance.now();
  await until(
    () => {
      const now = processFigures(program.pid);
      const less =
        now.threads < least.threads ||
        now.descriptors < least.descriptors ||
        now.rssMb < least.rssMb - 1;
      if (less) [least, since] = [now, performance.now()];
      return performance.now() - since > unchangedMs;
    },
    restMs,
    100,
  );
  return least;
}

/** Once nobody is there, the process is to hold about what it held when nobody was there before. */
export async function checkRest(
  verdict: Verdict,
  { program, before, crowded }: Crowding,
): Promise<{ after: ProcessFigures }> {
  const after = await atRest(program);
  const detail = `${describeFigures(before)} before, ${describeFigures(crowded)} with all, ${describeFigures(after)} after`;
  verdict.check('threads come back', after.threads <= before.threads + moreThreads, detail);
  const descriptors = after.descriptors <= before.descriptors + moreDescriptors;
  verdict.check('descriptors come back', descriptors, detail);
  const bound = moreMb(crowded.threads);
  const claim = `memory comes back to within ${Math.round(bound)} MB`;
  verdict.check(claim, after.rssMb <= before.rssMb + bound, detail);
  return { after };
}

/** A server, with what it held before a crowd, and with it. */
export interface Crowding {
  readonly program: Program;
  readonly before: ProcessFigures;
  readonly crowded: ProcessFigures;
}
