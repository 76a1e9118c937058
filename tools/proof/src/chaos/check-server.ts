import { join } from 'node:path';
import type { Verdict } from '../report/verdict.ts';
import { brokenLogLines } from '../server/check-log.ts';
import type { Operator } from '../server/operator.ts';
import type { Program } from '../server/program.ts';
import type { ControlWatch } from '../server/watch-control.ts';
import type { Ledger } from './ledger.ts';
import type { Raged } from './rage.ts';

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
