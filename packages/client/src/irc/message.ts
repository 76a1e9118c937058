import { formatTags, parseTags, tagKey } from '../../../../common/irc/tags.ts';
import { ClientError } from '../errors.ts';

/** One line of IRC, parsed. */
export interface IrcMessage {
  /** The IRCv3 tags, with their values unescaped. */
  readonly tags: ReadonlyMap<string, string>;
  /** The sender: `nick!user@host`, or the name of a server. */
  readonly source?: string | undefined;
  /** In upper case: `PRIVMSG`, `001`. */
  readonly command: string;
  readonly params: readonly string[];
}

const noTags: ReadonlyMap<string, string> = new Map();

/** Creates a message to send. */
export function createMessage(command: string, ...params: readonly string[]): IrcMessage {
  return { tags: noTags, command, params };
}

/** Returns a copy of the message with one more tag. */
export function withTag(message: IrcMessage, key: string, value: string): IrcMessage {
  return { ...message, tags: new Map([...message.tags, [key, value]]) };
}

/** The nick in a source `nick!user@host`; the source itself if it is a server. */
export function nickOf(source: string | undefined): string {
  return source?.split(/[!@]/, 1)[0] ?? '';
}

// eslint-disable-next-line no-control-regex
const targetName = /^[^\x00-\x20:,][^\x00-\x20,]*$/;

/** Whether a text can be the name of a room or a person: no space, no comma, no leading colon. */
export function isTargetName(text: unknown): text is string {
  return typeof text === 'string' && targetName.test(text);
}

/** Parses a line without its line end. Never throws: returns undefined for a line without a command. */
export function parseMessage(line: string): IrcMessage | undefined {
  const reader = new WordReader(line);
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

/** Reads a line word by word. */
class WordReader {
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

/** Maximum bytes of a line without its tags, including CR LF (RFC 1459, section 2.3). */
export const maxLineBytes = 512;
/** Maximum bytes of the tags of a line from a server, including `@` and the trailing space (IRCv3 message-tags). */
export const maxTagBytes = 8191;
/** Maximum bytes of the tags a client may send, including `@` and the trailing space. */
const maxClientTagBytes = 4096;

const forbidden = /[\0\r\n]/;
const commandWord = /^(?:[A-Z]+|\d{3})$/;
const sourceWord = /^[^\0\r\n ]+$/;

/**
 * Formats a message as a line without its line end; `parseMessage()` is the inverse.
 *
 * @throws {ClientError} `ERR_CLIENT_INVALID` if the message does not fit into one line: it contains CR, LF or NUL, is too
 *   long, or a parameter other than the last is empty, begins with `:` or contains a space
 */
export function formatMessage(
  { tags, source, command, params }: IrcMessage,
  { maxTags = maxClientTagBytes }: { readonly maxTags?: number } = {},
): string {
  if (!commandWord.test(command)) throw invalid(`"${command}" is not a command`);
  if (source !== undefined && !sourceWord.test(source)) {
    throw invalid('The source must be a single word');
  }
  const tagPart = formatTagPart(tags, maxTags);
  const sourcePart = source === undefined ? '' : `:${source} `;
  const body = `${sourcePart}${command}${params.map(formatParam).join('')}`;
  if (Buffer.byteLength(body) > maxLineBytes - 2) {
    throw invalid(`A line can have at most ${maxLineBytes - 2} bytes`);
  }
  return tagPart + body;
}

function formatTagPart(tags: IrcMessage['tags'], maxBytes: number): string {
  if (tags.size === 0) return '';
  for (const [key, value] of tags) {
    if (!tagKey.test(key)) throw invalid(`"${key}" is not a valid tag name`);
    if (value.includes('\0')) throw invalid('A tag cannot contain NUL');
  }
  const part = `@${formatTags(tags)} `;
  if (Buffer.byteLength(part) > maxBytes) throw invalid(`Tags can have at most ${maxBytes} bytes`);
  return part;
}

function formatParam(param: string, index: number, params: readonly string[]): string {
  if (forbidden.test(param)) throw invalid('A line cannot contain line breaks or NUL');
  const plain = param !== '' && !param.startsWith(':') && !param.includes(' ');
  if (plain) return ` ${param}`;
  if (index < params.length - 1) throw invalid(`Only the last parameter can be "${param}"`);
  return ` :${param}`;
}

function invalid(problem: string): ClientError {
  return new ClientError('ERR_CLIENT_INVALID', problem);
}
