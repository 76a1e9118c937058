/** The most bytes of the lines shown to everyone who comes in: every newcomer gets them, also before it logs in. */
export const maxMotdBytes = 16 * 1024;

/** Checks the lines shown to those who come in. @throws RangeError if they are too many */
export function checkMotd(lines: readonly string[]): readonly string[] {
  const bytes = Buffer.byteLength(lines.join('\n'));
  if (bytes <= maxMotdBytes) return lines;
  throw new RangeError(`Expected \`motd\` to be at most ${maxMotdBytes} bytes, got ${bytes}`);
}
