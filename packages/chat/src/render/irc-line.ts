import { formatTags } from '../../../../common/irc/tags.ts';
import { fittingLength } from '../../../../common/text/fitting.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import { type Capabilities, seesTag } from './irc-capabilities.ts';

/** The tags of a line, by key. */
export type Tags = Readonly<Record<string, string | undefined>>;

/** A line for a client, before it is known which tags the client sees. */
export interface IrcLine {
  readonly tags: Tags;
  /** Without tags and end. */
  readonly body: string;
}

/** Lines that belong together: one, or a batch with its first and its last line. */
export type Block = readonly IrcLine[];

/** A line from somebody, or from the server. */
export function ircLine(
  command: string,
  params: readonly string[],
  { source = serverName, tags = {} }: { source?: string; tags?: Tags } = {},
): IrcLine {
  return { tags, body: formatBody(source, command, params.map(plainText)) };
}

/** Writes lines as a client with these capabilities is to get them. */
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

/** How many bytes the last parameter may have in a line of the server's that begins with this command and these parameters. */
export function bytesBehind(command: string, ...params: readonly string[]): number {
  const around = `:${serverName} ${[command, ...params].join(' ')} :\r\n`;
  return maxMessageBytes - Buffer.byteLength(around);
}

function clipBody(body: string): string {
  const maxBytes = maxMessageBytes - 2;
  if (Buffer.byteLength(body) <= maxBytes) return body;
  return body.slice(0, fittingLength(body, maxBytes));
}

/** The most bytes of the rest with CR LF (RFC 1459). */
export const maxMessageBytes = 512;

/**
 * Writes a message without its tags and its end. The last parameter may be any text; what cannot be in one
 * of the others is an underscore there.
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

/** What this server calls itself to IRC clients. */
export const serverName = 'threadline';
