import { parseTags } from '../../../../common/irc/tags.ts';

/** One line of IRC, taken apart. */
export interface IrcMessage {
  /** The IRCv3 tags; values are unescaped. */
  readonly tags: ReadonlyMap<string, string>;
  /** Who sent it: `nick!user@host`, or the name of a server. */
  readonly source?: string | undefined;
  /** In upper case: `PRIVMSG`, `001`. */
  readonly command: string;
  readonly params: readonly string[];
}

const noTags: ReadonlyMap<string, string> = new Map();

/** Makes a message to send. */
export function message(command: string, ...params: readonly string[]): IrcMessage {
  return { tags: noTags, command, params };
}

/** The same message with one more tag. */
export function withTag(from: IrcMessage, key: string, value: string): IrcMessage {
  return { ...from, tags: new Map([...from.tags, [key, value]]) };
}

/** Reads a line without its line end. Never throws: a line that has no command is undefined. */
export function parseMessage(line: string): IrcMessage | undefined {
  const reader = new Words(line);
  const tags = line.startsWith('@') ? parseTags(reader.word().slice(1)) : noTags;
  const source = reader.rest.startsWith(':') ? reader.word().slice(1) : undefined;
  const command = reader.word().toUpperCase();
  if (command === '') return undefined;
  const params: string[] = [];
  while (reader.rest !== '') {
    if (reader.rest.startsWith(':')) {
      params.push(reader.rest.slice(1));
      break;
    }
    params.push(reader.word());
  }
  return source === undefined ? { tags, command, params } : { tags, source, command, params };
}

/** Takes words off the front of a line. */
class Words {
  rest: string;

  constructor(line: string) {
    this.rest = line;
  }

  word(): string {
    const end = this.rest.indexOf(' ');
    const word = end === -1 ? this.rest : this.rest.slice(0, end);
    let next = word.length;
    while (this.rest[next] === ' ') next += 1;
    this.rest = this.rest.slice(next);
    return word;
  }
}
