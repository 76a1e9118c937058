import type { Chatter } from '../people/chatter.ts';

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
