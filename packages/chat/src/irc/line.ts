import { plainText } from '../../../../common/text/plain-text.ts';
import { type Capabilities, seesTag } from './capabilities.ts';
import { formatBody, formatTags, maxMessageBytes } from './message.ts';
import { serverName } from './names.ts';

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
    text += `${formatTags(seen)}${clipBody(body)}\r\n`;
  }
  return text;
}

function clipBody(body: string): string {
  const bytes = Buffer.from(body);
  if (bytes.length <= maxMessageBytes - 2) return body;
  let end = maxMessageBytes - 2;
  // Back to the beginning of a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
