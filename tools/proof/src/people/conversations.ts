import type { Person } from './person.ts';

/** A message in the room, as it was shown. */
export interface Heard {
  /** Its number, which only IRC shows. */
  readonly id?: number;
  readonly account: string;
  readonly text: string;
}

/** One stay in the room, from joining to the end of the connection: what was shown, in order. */
export interface Stay {
  /** Earlier messages, replayed on joining or requested by `CHATHISTORY`. */
  readonly past: Heard[];
  /** Live messages. */
  readonly live: Heard[];
  /** Messages sent by this client. */
  readonly said: string[];
  /** The earlier messages are complete; from here on nothing may be missing. */
  caughtUp: boolean;
  /** The message after which the requested ones begin. */
  askedAfter: number | undefined;
  /** How it ended: not yet, by this side, or by the server. */
  end: 'none' | 'own' | 'server';
  /** The first error lines. */
  readonly complaints: string[];
}

export function newStay(): Stay {
  return {
    past: [],
    live: [],
    said: [],
    caughtUp: false,
    askedAfter: undefined,
    end: 'none',
    complaints: [],
  };
}

/** One connection in a dialect. */
export interface Conversation {
  /** The first lines to send. */
  readonly hello: string;
  /** Whether it is in the room. */
  readonly inside: boolean;
  /** Handles a line; returns the response. */
  take(line: string): string;
  /** The line for a message in the room. */
  say(text: string): string;
  /** The line for a large request. */
  readonly askMuch: string;
  /** The line that quits. */
  readonly quit: string;
}

/** Starts a conversation. @param lastId the last message up to which all are known */
export function converse(person: Person, stay: Stay, lastId: number | undefined): Conversation {
  return person.dialect === 'text'
    ? new TextConversation(person, stay)
    : new IrcConversation(person, stay, lastId);
}

/** A conversation in text. Replayed messages have a time in front. */
class TextConversation {
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
    // Later messages with a time are responses to requests.
    else if (!this.inside) this.#stay.past.push({ account, text });
    return '';
  }

  say(text: string): string {
    return `${text}\n`;
  }
}

/** The maximum number of messages per request. */
const pageSize = 1000;
const caps = 'message-tags server-time batch echo-message draft/chathistory';

/** A conversation in IRC. It has message numbers and its own messages, and requests what it missed. */
class IrcConversation {
  readonly hello: string;
  readonly askMuch = `CHATHISTORY LATEST #lobby * ${pageSize}\r\n`;
  readonly quit = 'QUIT :done\r\n';
  inside = false;
  readonly #stay: Stay;
  /** The batch with the missed messages. */
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
    // Later batches are responses to large requests.
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
