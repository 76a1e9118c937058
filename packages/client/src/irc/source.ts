/** The name in a source `nick!user@host`; a server's name is itself. */
export function nameOf(source: string | undefined): string {
  if (source === undefined) return '';
  const end = source.search(/[!@]/);
  return end === -1 ? source : source.slice(0, end);
}
