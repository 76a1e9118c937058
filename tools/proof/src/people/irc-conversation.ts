import type { Person } from './person.ts';
import type { Stay } from './stay.ts';

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
