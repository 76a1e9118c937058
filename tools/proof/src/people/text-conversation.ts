import type { Person } from './person.ts';
import type { Stay } from './stay.ts';

/** As somebody with nc has it: lines of text, and the time before those that were said earlier. */
export class TextConversation {
  readonly hello: string;
  readonly askMuch = '/history 1000\n';
  readonly quit = '/quit\n';
  inside = false;
  readonly #stay: Stay;

  constructor({ token }: Person, stay: Stay) {
    this.hello = `${token}\n`;
    this.#stay = stay;
  }

  take(line: string): string {
    if (line.includes('-- you are in #lobby')) {
      this.inside = true;
      this.#stay.caughtUp = true;
      return '';
    }
    if (line.startsWith('!! ')) {
      if (this.#stay.complaints.length < 5) this.#stay.complaints.push(line);
      return '';
    }
    const [, time, account, text] = /^(\[[\d: -]{16}\] )?([\w.-]+): (.*)$/.exec(line) ?? [];
    if (account === undefined || text === undefined) return '';
    if (time === undefined) this.#stay.live.push({ account, text });
    // What is shown with its time once it is in was asked for.
    else if (!this.inside) this.#stay.past.push({ account, text });
    return '';
  }

  say(text: string): string {
    return `${text}\n`;
  }
}
