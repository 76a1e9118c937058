import { parseTags } from '../../../../common/irc/tags.ts';

/** A parsed IRC message. */
export interface IrcMessage {
  /** Unescaped tags by key; a tag without a value is an empty string. */
  readonly tags: ReadonlyMap<string, string>;
  /** The source, without the colon. */
  readonly source: string | undefined;
  /** In upper case. */
  readonly command: string;
  readonly params: readonly string[];
}

/** The most bytes of tags that a client may send, including `@` and the space after them (IRCv3 message-tags). */
export const maxClientTagBytes = 4096;
/** The maximum number of parameters: the last one is the rest of the line (RFC 2812). */
const maxParams = 15;

/**
 * Parses a line without its end; undefined if it has no command. Follows
 * [Modern IRC](https://modern.ircdocs.horse/#message-format), but allows any number of spaces between the parts.
 */
export function parseMessage(line: string): IrcMessage | undefined {
  const match = /^(?:@([^ ]*) +)?(?::([^ ]*) +)?([A-Za-z]+|\d{3})(?: +([^]*))?$/.exec(
    line.replace(/^ +/, ''),
  );
  if (!match) return undefined;
  const [, tags, source, command = '', rest = ''] = match;
  return {
    tags: parseTags(tags ?? ''),
    source,
    command: command.toUpperCase(),
    params: parseParams(rest),
  };
}

function parseParams(text: string): string[] {
  const params: string[] = [];
  let rest = text;
  while (rest !== '') {
    if (rest.startsWith(':')) return [...params, rest.slice(1)];
    if (params.length === maxParams - 1) return [...params, rest.replace(/ +$/, '')];
    const at = rest.indexOf(' ');
    params.push(at === -1 ? rest : rest.slice(0, at));
    rest = at === -1 ? '' : rest.slice(at).replace(/^ +/, '');
  }
  return params;
}
