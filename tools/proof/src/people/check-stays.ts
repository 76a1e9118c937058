import type { Person } from './person.ts';
import type { Kept } from './read-history.ts';
import type { Heard, Stay } from './conversations.ts';

/** The place of each message in the history, by its text. */
type Places = ReadonlyMap<string, { readonly place: number; readonly kept: Kept }>;

/** Finds the place of each text. Every text is unique, so that a duplicate was saved twice. */
export function placesOf(messages: readonly Kept[]): { places: Places; problems: string[] } {
  const places = new Map<string, { place: number; kept: Kept }>();
  const problems: string[] = [];
  for (const [place, kept] of messages.entries()) {
    const other = places.get(kept.text);
    if (other) problems.push(`"${kept.text}" is kept twice, as #${other.kept.id} and #${kept.id}`);
    places.set(kept.text, { place, kept });
  }
  return { places, problems };
}

/** The result of checking a stay. */
interface StayCheck {
  readonly problems: string[];
  /** The number of messages compared. */
  readonly compared: number;
  /** The place of the last message that was shown; -1 if none was. */
  readonly lastPlace: number;
}

/**
 * Compares a stay with the history: everything that was shown is in it, with the same sender and number; it was shown once and in
 * order; and nothing is missing between the first and the last.
 *
 * A text client may be shown its own messages from an earlier connection, but not those of this stay.
 */
export function checkStay(
  person: Person,
  stay: Stay,
  places: Places,
  order: readonly Kept[],
): StayCheck {
  const problems: string[] = [];
  const tell = (what: string): void => void problems.push(`${person.name} ${what}`);
  const past = placed(stay.past, places, tell);
  const live = placed(stay.live, places, tell);
  rising(past, order, tell);
  rising(live, order, tell);

  const shown = new Set([...past, ...live]);
  if (person.dialect === 'text' && past.length + live.length > shown.size)
    tell('was shown something both as past and as new');
  const own = (place: number): boolean => order[place]?.account === person.name;
  const optional = (place: number): boolean => person.dialect === 'text' && own(place);
  // A client that was disconnected before the replay was shown only live messages, without a gap.
  const rows = stay.caughtUp ? [[...shown].sort((a, b) => a - b)] : [past, live];
  for (const row of rows) unbroken(row, order, optional, tell);

  const from = stay.askedAfter;
  const first = past[0];
  if (stay.caughtUp && from !== undefined && first !== undefined) {
    const before = order[first - 1]?.id;
    if (before !== undefined && before !== from)
      tell(`asked for what came after #${from} and was shown #${order[first]?.id} first`);
  }
  const lastPlace = [...shown].reduce((last, place) => Math.max(last, place), -1);
  return { problems, compared: past.length + live.length, lastPlace };
}

function placed(heard: readonly Heard[], places: Places, tell: (what: string) => void): number[] {
  return heard.flatMap(({ id, account, text }) => {
    const found = places.get(text);
    if (found === undefined) {
      tell(`was shown "${text}", which is not in the history`);
      return [];
    }
    const { place, kept } = found;
    if (kept.account !== account) tell(`was shown "${text}" by ${account}, not ${kept.account}`);
    if (id !== undefined && id !== kept.id) tell(`was shown "${text}" as #${id}, not #${kept.id}`);
    return [place];
  });
}

function rising(
  row: readonly number[],
  order: readonly Kept[],
  tell: (what: string) => void,
): void {
  for (let index = 1; index < row.length; index += 1) {
    const [before = 0, here = 0] = [row[index - 1], row[index]];
    if (here === before) tell(`was shown #${order[here]?.id} twice`);
    else if (here < before) tell(`was shown #${order[here]?.id} after #${order[before]?.id}`);
  }
}

function unbroken(
  row: readonly number[],
  order: readonly Kept[],
  optional: (place: number) => boolean,
  tell: (what: string) => void,
): void {
  const shown = new Set(row);
  for (let place = row[0] ?? 0; place < (row.at(-1) ?? 0); place += 1) {
    if (!shown.has(place) && !optional(place)) tell(`was not shown #${order[place]?.id}`);
  }
}
