import { checkStay, placesOf } from '../people/check-stays.ts';
import type { KeptHistory } from '../people/read-history.ts';
import type { Verdict } from '../report/verdict.ts';
import type { Member } from './member.ts';

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
