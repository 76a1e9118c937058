import type { Chatter } from '../people/chatter.ts';
import { checkStay, placesOf } from '../people/check-stays.ts';
import type { Kept, KeptHistory } from '../people/read-history.ts';

/** What was looked at after a kill, and what is wrong. */
export interface KeptCheck {
  readonly compared: number;
  readonly problems: string[];
}

/** Holds what was shown since the last start, and what was kept before it, against what is kept now. */
export function checkKept(
  { messages, problems }: KeptHistory,
  before: readonly Kept[],
  chatters: readonly Chatter[],
): KeptCheck {
  const { places, problems: doubles } = placesOf(messages);
  const found = [...problems, ...doubles];
  const changed = before.find((kept, place) => {
    const now = messages[place];
    return now?.id !== kept.id || now.text !== kept.text || now.account !== kept.account;
  });
  if (changed) found.push(`#${changed.id} was kept before the start, and is not, or changed`);
  let compared = 0;
  for (const { person, stay } of chatters) {
    const checked = checkStay(person, stay, places, messages);
    compared += checked.compared;
    found.push(...checked.problems);
  }
  return { compared, problems: found };
}
