import { ClientError } from '../errors.ts';
import type { IrcMessage } from './message.ts';
import { formatTags, tagKey } from '../../../../common/irc/tags.ts';

/** Bytes of a line without its tags, CR LF included (RFC 1459, section 2.3). */
export const maxLineBytes = 512;
/** Bytes of the tags of a line from a server, `@` and the space behind them included (IRCv3 message-tags). */
export const maxTagBytes = 8191;
/** Bytes of the tags a client may send, `@` and the space behind them included. */
export const maxClientTagBytes = 4096;

const forbidden = /[\0\r\n]/;
const commandWord = /^(?:[A-Z]+|\d{3})$/;
const sourceWord = /^[^\0\r\n ]+$/;

/**
 * Writes a message as a line without its line end, so that `parseMessage()` gives it back.
 *
 * @throws {ClientError} `ERR_CLIENT_INVALID` if it can't be one line: it holds CR, LF or NUL, is too long, or a parameter
 *   that isn't the last is empty, begins with `:` or holds a space
 */
export function formatMessage(
  { tags, source, command, params }: IrcMessage,
  { maxTags = maxClientTagBytes }: { readonly maxTags?: number } = {},
): string {
  if (!commandWord.test(command)) throw invalid(`"${command}" is no command`);
  if (source !== undefined && !sourceWord.test(source)) throw invalid('The source is no word');
  const tagPart = formatTagPart(tags, maxTags);
  const sourcePart = source === undefined ? '' : `:${source} `;
  const body = `${sourcePart}${command}${params.map(formatParam).join('')}`;
  if (Buffer.byteLength(body) > maxLineBytes - 2) {
    throw invalid(`A line has at most ${maxLineBytes - 2} bytes`);
  }
  return tagPart + body;
}

function formatTagPart(tags: IrcMessage['tags'], max: number): string {
  if (tags.size === 0) return '';
  for (const [key, value] of tags) {
    if (!tagKey.test(key)) throw invalid(`"${key}" is no name of a tag`);
    if (value.includes('\0')) throw invalid('A tag holds NUL');
  }
  const part = `@${formatTags(tags)} `;
  if (Buffer.byteLength(part) > max) throw invalid(`Tags have at most ${max} bytes`);
  return part;
}

function formatParam(param: string, index: number, params: readonly string[]): string {
  if (forbidden.test(param)) throw invalid('A line can hold no line break and no NUL');
  const plain = param !== '' && !param.startsWith(':') && !param.includes(' ');
  if (plain) return ` ${param}`;
  if (index < params.length - 1) throw invalid(`Only the last parameter can be "${param}"`);
  return ` :${param}`;
}

function invalid(problem: string): ClientError {
  return new ClientError('ERR_CLIENT_INVALID', problem);
}
