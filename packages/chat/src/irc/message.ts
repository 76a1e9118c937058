import { parseTags } from '../../../../common/irc/tags.ts';

/** A message of the IRC protocol, taken apart. */
export interface IrcMessage {
  /** Tags by key, unescaped; a tag without a value is an empty text. */
  readonly tags: ReadonlyMap<string, string>;
  /** Who it is from, without the colon; undefined if it does not say. */
  readonly source: string | undefined;
  /** In upper case. */
  readonly command: string;
  readonly params: readonly string[];
}

/** The most bytes of a client's tags with `@` and the space behind them (IRCv3 message-tags). */
export const maxClientTagBytes = 4096;
/** More parameters than this are in the last one (RFC 2812). */
const maxParams = 15;

/**
 * Takes a line without its end apart; undefined if there is no command in it.
 *
 * By [Modern IRC](https://modern.ircdocs.horse/#message-format), lenient in what it takes: any number of
 * spaces between the parts.
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
