import { plainText } from '../text/plain-text.ts';
import { maxPaste } from './key-filter.ts';

/** What is said about a pasted text that is not taken. */
export const tooMuchPasted = `-- More than ${maxPaste / 1024} KiB were pasted: nothing is taken`;

/** The lines of a pasted text, the last one without a line end; TAB becomes a space. Undefined if it is too long. */
export function pastedLines(text: string): string[] | undefined {
  if (text.length > maxPaste) return undefined;
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => plainText(line).replaceAll('\t', ' '));
}
