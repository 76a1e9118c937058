import { formatTags } from '../../../../common/irc/tags.ts';
import { fittingLength, plainText } from '../../../../common/text/plain-text.ts';
import { type Capabilities, seesTag } from './irc-capabilities.ts';

/** The tags of a line, by key. */
export type Tags = Readonly<Record<string, string | undefined>>;

/** A line with all its tags, before they are filtered by a client's capabilities. */
export interface IrcLine {
  readonly tags: Tags;
  /** The line without tags and CR LF. */
  readonly body: string;
}

/** Lines that belong together: a single line, or a batch including its start and end lines. */
export type Block = readonly IrcLine[];

/** Creates a line from a user or the server. */
export function ircLine(
  command: string,
  params: readonly string[],
  { source = serverName, tags = {} }: { source?: string; tags?: Tags } = {},
): IrcLine {
  return { tags, body: formatBody(source, command, params.map(plainText)) };
}

/** Encodes lines for a client with these capabilities. */
export function encodeLines(lines: Iterable<IrcLine>, caps: Capabilities): string {
  let text = '';
  for (const { tags, body } of lines) {
    const seen = Object.entries(tags).filter(
      (tag): tag is [string, string] => tag[1] !== undefined && seesTag(caps, tag[0]),
    );
    const prefix = seen.length === 0 ? '' : `@${formatTags(new Map(seen))} `;
    text += `${prefix}${clipBody(body)}\r\n`;
  }
  return text;
}

/** Returns the maximum size in bytes of the last parameter in a server line with this command and parameters. */
export function bytesBehind(command: string, ...params: readonly string[]): number {
  const around = `:${serverName} ${[command, ...params].join(' ')} :\r\n`;
  return maxMessageBytes - Buffer.byteLength(around);
}

function clipBody(body: string): string {
  const maxBytes = maxMessageBytes - 2;
  if (Buffer.byteLength(body) <= maxBytes) return body;
  return body.slice(0, fittingLength(body, maxBytes));
}

/** Maximum size in bytes of a message without tags, including CR LF (RFC 1459). */
export const maxMessageBytes = 512;

/**
 * Formats a message without tags and CR LF. The last parameter can be any text. In the others, invalid characters are
 * replaced with underscores.
 */
export function formatBody(source: string, command: string, params: readonly string[]): string {
  const last = params.at(-1);
  if (last === undefined) return `:${source} ${command}`;
  const plain = last !== '' && !last.startsWith(':') && !last.includes(' ');
  const middle = params.slice(0, -1).map(middleParam).join('');
  return `:${source} ${command}${middle} ${plain ? '' : ':'}${last}`;
}

function middleParam(param: string): string {
  return ` ${param.replace(/ |^:|^$/g, '_')}`;
}

/** Server name shown to IRC clients. */
export const serverName = 'threadline';
