import { wrapText } from '../../../../common/text/wrap.ts';
import type { Telnet } from './telnet.ts';

/**
 * Breaks lines between words where they are too long for the window of a telnet client that told how wide it is. Other
 * clients get each message as one line: it may be a program that reads it.
 */
export function fitWindow(telnet: Telnet): (bytes: Buffer) => Buffer | undefined {
  return (bytes) => {
    const { columns } = telnet;
    if (columns === undefined) return undefined;
    const lines = bytes.toString('utf8').split('\r\n');
    // In the last column a terminal may break the line by itself.
    return Buffer.from(lines.flatMap((line) => wrapText(line, columns - 1, '   ')).join('\r\n'));
  };
}
