const escapes: Readonly<Record<string, string>> = {
  ';': '\\:',
  ' ': '\\s',
  '\\': '\\\\',
  '\r': '\\r',
  '\n': '\\n',
};
const unescapes: Readonly<Record<string, string>> = { ':': ';', s: ' ', r: '\r', n: '\n' };

/** A tag's name: `msgid`, `+typing`, `+example.com/reply`. */
export const tagKey = /^\+?(?:[A-Za-z0-9.-]+\/)?[A-Za-z0-9-]+$/;

/** Writes a tag's value as it stands in a line (IRCv3 message-tags). */
export function escapeTagValue(value: string): string {
  return value.replace(/[; \\\r\n]/g, (character) => escapes[character] ?? '');
}

/** Reads a tag's value: a backslash before any other character is dropped, as is one at the end. */
export function unescapeTagValue(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\([^]?)/g, (_, character: string) => unescapes[character] ?? character);
}

/** Reads `a=1;b;c=`, without the `@`. The last of several of one name counts. Never throws. */
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

/** Writes tags, without the `@`; an empty value is written as none, which means the same. */
export function formatTags(tags: ReadonlyMap<string, string>): string {
  return Array.from(tags, ([key, value]) =>
    value === '' ? key : `${key}=${escapeTagValue(value)}`,
  ).join(';');
}
