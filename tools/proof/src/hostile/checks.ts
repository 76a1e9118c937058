import type { Chatter } from '../people/chatter.ts';
import { checkStay, placesOf } from '../people/check-stays.ts';
import type { KeptHistory } from '../people/read-history.ts';
import type { Verdict } from '../run-proof.ts';
import { describeFigures, type ProcessFigures } from '../server/process.ts';
import { attacks } from './attack-kinds.ts';
import type { Pulsed } from './pulse.ts';
import type { Outcome } from './strikes.ts';

/** The results of an attack. */
interface Aftermath {
  readonly chatters: readonly Chatter[];
  /** Whether each of them stayed connected. */
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

/** The goal for the ratio of delivery times. */
const goalRatio = 2;
/** Includes garbage that is not collected yet, a few MB per thread. */
const moreMb = 200;

/** Checks the results against the promises. */
export function checkHostile(verdict: Verdict, aftermath: Aftermath): void {
  const { chatters, stayed, outcome, screens, quiet, attacked, before, after, code } = aftermath;
  checkRefusals(verdict, outcome);
  checkPeople(verdict, aftermath);
  verdict.add(
    'nobody was shown anything that controls a terminal',
    `${chatters.length} members`,
    screens,
  );
  verdict.check(
    'no member was disconnected',
    stayed.every((one) => one),
    `${stayed.filter((one) => one).length} of ${stayed.length} stayed`,
  );
  const ratio = attacked.p99Ms / quiet.p99Ms;
  verdict.check(
    `messages are delivered: p99 within ${aftermath.p99Ms} ms`,
    attacked.p99Ms <= aftermath.p99Ms,
    `${describePulse(quiet)} quiet, ${describePulse(attacked)} under attack; ratio ${ratio.toFixed(1)}, goal of ${goalRatio} ${ratio <= goalRatio ? 'met' : 'not met'}`,
  );
  const detail = `${describeFigures(before)} before, ${describeFigures(after)} after`;
  verdict.check(
    `memory grows by less than ${moreMb} MB`,
    after.rssMb < before.rssMb + moreMb,
    detail,
  );
  verdict.check('the server shuts down with exit code 0', code === 0, `exit code ${code}`);
}

function checkRefusals(verdict: Verdict, outcome: Outcome): void {
  const missing = attacks.filter(({ name, slow }) => !slow && outcome[name] === undefined);
  verdict.add(
    'every attack was made',
    `${Object.keys(outcome).length} attacks`,
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
  verdict.add('each member was shown each message once, in order', `${compared} messages`, [
    ...history.problems,
    ...problems,
  ]);
}

function describePulse({ p50Ms, p99Ms, worstMs }: Pulsed): string {
  return `p50 ${p50Ms.toFixed(1)}, p99 ${p99Ms.toFixed(1)}, worst ${worstMs.toFixed(0)} ms`;
}

/** Control and format characters. */
const control = /[\p{Cc}\p{Cf}]/u;
/** TAB, and the delimiter of IRC's actions. */
const harmless = ['\t', '\u0001'];

/** Checks every line that members are shown for control characters. Returns the array that problems are added to. */
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
