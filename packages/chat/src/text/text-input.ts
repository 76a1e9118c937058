import type { Client } from '../session/client.ts';
import { ircBounds } from '../irc/irc-reader.ts';
import { LineInput } from '../session/line-input.ts';
import type { Line } from '../session/line-reader.ts';
import { editLine } from './edit-line.ts';
import { Telnet } from './telnet.ts';

/** So long may a line of text be, in bytes. */
const maxLineBytes = 1024;

/** The lines a text client sends, without what telnet puts between them. */
export class TextInput extends LineInput {
  readonly telnet: Telnet;

  constructor(client: Client, first: { bytes: Buffer; ended: boolean }) {
    const telnet = new Telnet((bytes) => client.write(bytes));
    super(client, first, {
      // Longer than text may be: what comes behind the first line may turn out to be IRC.
      maxLineBytes: ircBounds.maxLineBytes,
      filter: (chunk) => {
        const text = telnet.filter(chunk);
        return telnet.broken ? undefined : text;
      },
    });
    this.telnet = telnet;
  }

  /** The client speaks IRC after all: its lines have the bounds of that from now on, and hold no telnet. */
  turnToIrc(): LineInput {
    this.telnet.off = true;
    return this;
  }

  override take(): Line | undefined {
    const line = super.take();
    if (line?.type !== 'line' || this.telnet.off) return line;
    const text = editLine(line.text);
    const bytes = Buffer.byteLength(text);
    return bytes > maxLineBytes ? { type: 'too-long', bytes } : { ...line, text };
  }
}
