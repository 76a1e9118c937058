/** Characters that take two columns of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const mark = /\p{Mark}/u;
const onlyAscii = /^[\x20-\x7e]*$/;

/** The width of a text in columns of a terminal. */
export function columnsOf(text: string): number {
  if (onlyAscii.test(text)) return text.length;
  let columns = 0;
  for (const character of text) {
    if (!mark.test(character)) columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

/**
 * Wraps a text at spaces into lines of at most `columns` columns. All lines except the first start with `indent`. A longer
 * word is not split: it may be a URL.
 */
export function wrapText(text: string, columns: number, indent = ''): string[] {
  if (text.length <= columns / 2 || columnsOf(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const [part] of text.matchAll(/ *[^ ]+| +$/g)) {
    const word = part.trimStart();
    const partWidth = columnsOf(part);
    if (width > 0 && word !== '' && width + partWidth > columns) {
      lines.push(line);
      line = indent + word;
      width = columnsOf(line);
    } else {
      line += part;
      width += partWidth;
    }
  }
  return line === '' ? lines : [...lines, line];
}
