/** Where the part that starts here ends: before the separator, or with the text. */
export function endOf(text: string, separator: string, start: number): number {
  const end = text.indexOf(separator, start);
  return end === -1 ? text.length : end;
}
