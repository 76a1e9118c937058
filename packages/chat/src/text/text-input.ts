import type { Client } from '../session/client.ts';
import { LineInput } from '../session/line-input.ts';
import { Telnet } from './telnet.ts';

/** The lines a text client sends, without what telnet puts between them. */
export class TextInput extends LineInput {
  readonly telnet: Telnet;

  constructor(client: Client, first: { bytes: Buffer; ended: boolean }) {
    const telnet = new Telnet((bytes) => client.write(bytes));
    super(client, first, {
      filter: (chunk) => {
        const text = telnet.filter(chunk);
        return telnet.broken ? undefined : text;
      },
    });
    this.telnet = telnet;
  }
}
