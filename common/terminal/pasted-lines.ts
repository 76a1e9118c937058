import { plainText } from '../text/plain-text.ts';
import { maxPaste } from './key-filter.ts';

/** The message for pasted text that is too long. */
export const tooMuchPasted = `-- more than ${maxPaste / 1024} KiB were pasted: the text is ignored`;

/** Splits pasted text into lines; the last one has no line end. A tab becomes a space. Undefined if the text is too long. */
export function pastedLines(text: string): string[] | undefined {
  if (text.length > maxPaste) return undefined;
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => plainText(line).replaceAll('\t', ' '));
}
