import type { Chatter } from '../people/chatter.ts';
import { checkStay, placesOf } from '../people/check-stays.ts';
import type { KeptHistory } from '../people/read-history.ts';
import type { Verdict } from '../report/verdict.ts';
import { describeFigures, type ProcessFigures } from '../server/process.ts';
import { attacks } from './attack-kinds.ts';
import type { Pulsed } from './pulse.ts';
import type { Outcome } from './strikes.ts';

/** What an attack has left. */
export interface Aftermath {
  readonly chatters: readonly Chatter[];
  /** Of each of them, whether it was there all the time. */
  readonly stayed: readonly boolean[];
  readonly history: KeptHistory;
  readonly outcome: Outcome;
  readonly screens: readonly string[];
  readonly quiet: Pulsed;
  readonly attacked: Pulsed;
  readonly before: ProcessFigures;
  readonly after: ProcessFigures;
  readonly code: number | NodeJS.Signals;
  readonly p99Ms: number;
}

/** Twice as slow as in quiet times is what is aimed at. */
const goalRatio = 2;
/** What is garbage, but not collected yet, in the threads of twenty people, is a few MB each. */
const moreMb = 200;

/** Holds an attack against what is promised. */
export function checkHostile(verdict: Verdict, aftermath: Aftermath): void {
  const { chatters, stayed, outcome, screens, quiet, attacked, before, after, code } = aftermath;
  checkRefusals(verdict, outcome);
  checkPeople(verdict, aftermath);
  verdict.add(
    'nothing that controls a screen was shown to anybody',
    `${chatters.length} screens`,
    screens,
  );
  verdict.check(
    'nobody well-behaved had to go',
    stayed.every((one) => one),
    `${stayed.filter((one) => one).length} of ${stayed.length} stayed`,
  );
  const ratio = attacked.p99Ms / quiet.p99Ms;
  verdict.check(
    `messages go on: p99 within ${aftermath.p99Ms} ms`,
    attacked.p99Ms <= aftermath.p99Ms,
    `${describePulse(quiet)} quiet, ${describePulse(attacked)} under attack; ratio ${ratio.toFixed(1)}, goal of ${goalRatio} ${ratio <= goalRatio ? 'met' : 'not met'}`,
  );
  const detail = `${describeFigures(before)} before, ${describeFigures(after)} after`;
  verdict.check(
    `memory grows by less than ${moreMb} MB`,
    after.rssMb < before.rssMb + moreMb,
    detail,
  );
  verdict.check('the server ends as told', code === 0, `exit code ${code}`);
}

function checkRefusals(verdict: Verdict, outcome: Outcome): void {
  const missing = attacks.filter(({ name, slow }) => !slow && outcome[name] === undefined);
  verdict.add(
    'every kind was there',
    `${Object.keys(outcome).length} kinds`,
    missing.map(({ name }) => `${name} was not tried`),
  );
  for (const [name, { made, refused, late, told }] of Object.entries(outcome)) {
    const problems = told.map((text) => `was told ${JSON.stringify(text)}`);
    if (refused === 0) problems.push('none was refused');
    const rest = late === 0 ? '' : `, ${late} came too late to be known for TLS`;
    verdict.add(`${name}: refused clearly`, `${refused} of ${made}${rest}`, problems);
  }
}

function checkPeople(verdict: Verdict, { chatters, history }: Aftermath): void {
  const { places, problems } = placesOf(history.messages);
  let compared = 0;
  for (const { person, stays } of chatters) {
    for (const stay of stays) {
      const checked = checkStay(person, stay, places, history.messages);
      compared += checked.compared;
      problems.push(...checked.problems);
    }
  }
  verdict.add(
    'everyone well-behaved was shown every message once, in the one order',
    `${compared} messages`,
    [...history.problems, ...problems],
  );
}

function describePulse({ p50Ms, p99Ms, worstMs }: Pulsed): string {
  return `p50 ${p50Ms.toFixed(1)}, p99 ${p99Ms.toFixed(1)}, worst ${worstMs.toFixed(0)} ms`;
}

/** Controls and formats: what moves a cursor, colours, turns round, or is not seen at all. */
const control = /[\p{Cc}\p{Cf}]/u;
/** But for TAB, and for what IRC marks actions with. */
const harmless = ['\t', '\u0001'];

/** Looks at every line that people are shown for what could control a screen. Returns where it finds are put. */
export function watchScreens(chatters: readonly Chatter[]): string[] {
  const found: string[] = [];
  for (const chatter of chatters) {
    chatter.onLine = (line) => {
      const rest = harmless.reduce((text, one) => text.replaceAll(one, ''), line);
      if (control.test(rest))
        found.push(`${chatter.person.name} was shown ${JSON.stringify(line)}`);
    };
  }
  return found;
}
