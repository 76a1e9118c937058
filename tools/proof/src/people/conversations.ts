import type { Person } from './person.ts';
import type { Stay } from './stay.ts';

/** What is sent and taken in one connection, in a dialect. */
export interface Conversation {
  /** What is sent first. */
  readonly hello: string;
  /** Whether it is in the room. */
  readonly inside: boolean;
  /** Takes a line; returns what to answer. */
  take(line: string): string;
  /** A line that says something in the room. */
  say(text: string): string;
  /** A line that asks for much to be shown. */
  readonly askMuch: string;
  /** A line that takes leave. */
  readonly quit: string;
}

/** Begins a conversation. @param lastId the last message that is known, with all before it */
export function converse(person: Person, stay: Stay, lastId: number | undefined): Conversation {
  return person.dialect === 'text'
    ? new TextConversation(person, stay)
    : new IrcConversation(person, stay, lastId);
}

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

/** So many messages are asked for at once, the most that are answered. */
const pageSize = 1000;
const caps = 'message-tags server-time batch echo-message draft/chathistory';

/** As an IRC client has it: with the number of each message, its own too, and asking itself for what it has missed. */
export class IrcConversation {
  readonly hello: string;
  readonly askMuch = `CHATHISTORY LATEST #lobby * ${pageSize}\r\n`;
  readonly quit = 'QUIT :done\r\n';
  inside = false;
  readonly #stay: Stay;
  /** The batch that brings what was missed. */
  #batch: string | undefined;
  #batchSize = 0;
  #lastId: number | undefined;

  constructor({ name, token }: Person, stay: Stay, lastId: number | undefined) {
    this.hello =
      `CAP REQ :${caps}\r\nPASS ${token}\r\nNICK ${name}\r\n` +
      `USER ${name} 0 * :${name}\r\nCAP END\r\n`;
    this.#stay = stay;
    this.#lastId = lastId;
    stay.askedAfter = lastId;
  }

  take(line: string): string {
    const [, tags = '', source = '', command, rest = ''] =
      /^(?:@(\S+) )?(?::(\S+) )?(\S+) ?(.*)$/.exec(line) ?? [];
    switch (command) {
      case 'PING':
        return `PONG ${rest}\r\n`;
      case '366':
        this.inside = true;
        return this.#askForMissed();
      case 'BATCH':
        return this.#takeBatch(rest);
      case 'PRIVMSG':
        this.#hear(tags, source, rest);
        return '';
      case 'ERROR':
      case 'FAIL':
      case '464':
        if (this.#stay.complaints.length < 5) this.#stay.complaints.push(line);
    }
    return '';
  }

  say(text: string): string {
    return `PRIVMSG #lobby :${text}\r\n`;
  }

  #askForMissed(): string {
    const from =
      this.#lastId === undefined ? 'LATEST #lobby *' : `AFTER #lobby msgid=${this.#lastId}`;
    return `CHATHISTORY ${from} ${pageSize}\r\n`;
  }

  #takeBatch(rest: string): string {
    const [reference = '', type] = rest.split(' ');
    // After the first answer to its end, what comes was asked for to have something to read.
    if (this.#stay.caughtUp) return '';
    if (reference.startsWith('+') && type === 'chathistory') {
      this.#batch = reference.slice(1);
      this.#batchSize = 0;
    }
    if (reference !== `-${this.#batch}`) return '';
    this.#batch = undefined;
    if (this.#batchSize === pageSize && this.#stay.askedAfter !== undefined)
      return this.#askForMissed();
    this.#stay.caughtUp = true;
    return '';
  }

  #hear(tags: string, source: string, rest: string): void {
    const text = /^#lobby :(.*)$/.exec(rest)?.[1];
    const tag = (name: string): string | undefined =>
      tags
        .split(';')
        .find((one) => one.startsWith(`${name}=`))
        ?.slice(name.length + 1);
    const batch = tag('batch');
    const id = Number(tag('msgid'));
    const account = source.split('!')[0];
    if (text === undefined || account === undefined) return;
    if (batch === undefined) {
      this.#stay.live.push({ id, account, text });
    } else if (batch === this.#batch) {
      this.#stay.past.push({ id, account, text });
      this.#lastId = id;
      this.#batchSize += 1;
    }
  }
}
