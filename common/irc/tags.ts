const escapes: Readonly<Record<string, string>> = {
  ';': '\\:',
  ' ': '\\s',
  '\\': '\\\\',
  '\r': '\\r',
  '\n': '\\n',
};
const unescapes: Readonly<Record<string, string>> = { ':': ';', s: ' ', r: '\r', n: '\n' };

/** The name of a tag: `msgid`, `+typing`, `+example.com/reply`. */
export const tagKey = /^\+?(?:[A-Za-z0-9.-]+\/)?[A-Za-z0-9-]+$/;

/** Escapes the value of a tag (IRCv3 message-tags). */
export function escapeTagValue(value: string): string {
  return value.replace(/[; \\\r\n]/g, (character) => escapes[character] ?? '');
}

/** Unescapes the value of a tag. A backslash before any other character, or at the end, is removed. */
export function unescapeTagValue(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\([^]?)/g, (_, character: string) => unescapes[character] ?? character);
}

/** Parses `a=1;b;c=`, without the leading `@`. If a name occurs more than once, the last value is used. Never throws. */
export function parseTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const key = at === -1 ? part : part.slice(0, at);
    if (key !== '') tags.set(key, at === -1 ? '' : unescapeTagValue(part.slice(at + 1)));
  }
  return tags;
}

/** Formats tags, without the leading `@`. An empty value is omitted, which means the same. */
export function formatTags(tags: ReadonlyMap<string, string>): string {
  return Array.from(tags, ([key, value]) =>
    value === '' ? key : `${key}=${escapeTagValue(value)}`,
  ).join(';');
}
