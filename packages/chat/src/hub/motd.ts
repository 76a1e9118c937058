import { maxMotdBytes } from '../protocol/response-size.ts';

/** Checks the lines shown to those who come in. @throws RangeError if they are too many */
export function checkMotd(lines: readonly string[]): readonly string[] {
  const bytes = Buffer.byteLength(lines.join('\n'));
  if (bytes <= maxMotdBytes) return lines;
  throw new RangeError(`Expected \`motd\` to be at most ${maxMotdBytes} bytes, got ${bytes}`);
}
