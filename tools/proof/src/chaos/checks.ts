import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '../run-proof.ts';
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

/** The results of a run. */
interface Aftermath {
  readonly program: Program;
  readonly operator: Operator;
  readonly ledger: Ledger;
  readonly raged: Raged;
  readonly control: ControlWatch;
  readonly data: string;
  readonly seconds: number;
}

/** Checks the disconnected clients, the control socket, and the shutdown. Ends the server. */
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
  verdict.add('every action worked', `${raged.done.length} done`, raged.failures);
  verdict.add(
    'no client was disconnected without an action on it or its thread',
    `${connections} connections, ${gone} ended`,
    ledger.innocents(),
  );
  verdict.add('a thread that ends closes all its clients', `${doomedThreads} threads`, [
    ...ledger.survivors(),
  ]);
  verdict.add(
    'the control socket responded all the time',
    `${control.answered} responses, the slowest after ${Math.round(control.slowestMs)} ms`,
    control.answered > 0 ? control.failures : ['no response'],
  );
  await operator.run('shutdown now').catch(() => {});
  const code = await Promise.race([program.ended, afterMs(10_000)]);
  verdict.check('the server shuts down with exit code 0', code === 0, `exit code ${code}`);
  const { records, problems } = brokenLogLines(join(data, 'server.log'));
  verdict.add('each line of the log is a record', `${records} records`, problems);
}

function afterMs(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(`none in ${ms} ms`), ms).unref());
}

/**
 * Compares what each member was shown in each stay with the history.
 *
 * @param said the messages of the members that were never disconnected
 */
export function checkCrowd(
  verdict: Verdict,
  members: readonly Member[],
  said: readonly string[],
  { messages, problems: damage }: KeptHistory,
): void {
  const { places, problems: doubles } = placesOf(messages);
  verdict.add('the history is intact, without duplicates', `${messages.length} messages`, [
    ...damage,
    ...doubles,
  ]);
  verdict.add(
    'the history contains all messages of members who stayed to the end',
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
    'each member was shown each message of its stays once, in order',
    `${compared} messages shown in ${stays} stays of ${members.length} clients`,
    compared > 0 ? problems : ['nothing was shown to anybody'],
  );
}

const restMs = 20_000;
/** Spare threads and controllers may differ. */
const moreThreads = 4;
const moreDescriptors = 30;
/**
 * How much the memory may differ. The allocator keeps a varying few MB for each thread that ran at the same time; a leaked
 * thread would take at least 8 MB.
 */
const moreMb = (threads: number): number => 100 + 2.5 * threads;
/** The time in which threads end and memory is released. */
const unchangedMs = 2000;

/** Waits until the resources of a server without clients no longer shrink; resolves to them. */
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

/** Checks that the process returns to its resources without clients. */
export async function checkRest(
  verdict: Verdict,
  { program, before, crowded }: Crowding,
): Promise<{ after: ProcessFigures }> {
  const after = await atRest(program);
  const detail = `${describeFigures(before)} before, ${describeFigures(crowded)} with all, ${describeFigures(after)} after`;
  verdict.check(
    'threads return to their number before',
    after.threads <= before.threads + moreThreads,
    detail,
  );
  const descriptors = after.descriptors <= before.descriptors + moreDescriptors;
  verdict.check('descriptors return to their number before', descriptors, detail);
  const bound = moreMb(crowded.threads);
  const claim = `memory comes back to within ${Math.round(bound)} MB`;
  verdict.check(claim, after.rssMb <= before.rssMb + bound, detail);
  return { after };
}

/** A server, and its resources before and with the members. */
interface Crowding {
  readonly program: Program;
  readonly before: ProcessFigures;
  readonly crowded: ProcessFigures;
}

/** Resolves to whether a condition became true within a time. It is checked every `everyMs`. */
export async function until(
  isTrue: () => boolean,
  timeoutMs: number,
  everyMs = 50,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() >= end) return false;
    await sleep(everyMs);
  }
  return true;
}
