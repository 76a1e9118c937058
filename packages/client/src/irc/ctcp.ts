const delimiter = '\x01';

/** A `/me`, as it travels. */
export function formatAction(text: string): string {
  return `${delimiter}ACTION ${text}${delimiter}`;
}

/** The bytes {@link formatAction} adds. */
export const actionBytes = formatAction('').length;

/** A CTCP message taken apart: `ACTION` and its text; undefined for ordinary text. */
export function parseCtcp(
  text: string,
): { readonly command: string; readonly text: string } | undefined {
  if (!text.startsWith(delimiter)) return undefined;
  const body = text.endsWith(delimiter) && text.length > 1 ? text.slice(1, -1) : text.slice(1);
  const space = body.indexOf(' ');
  return space === -1
    ? { command: body.toUpperCase(), text: '' }
    : { command: body.slice(0, space).toUpperCase(), text: body.slice(space + 1) };
}
