import { plainText } from '../../../../common/text/plain-text.ts';
import { maxMessageBytes } from '../render/irc-line.ts';
import type { Client } from '../session/client.ts';
import type { LineInput } from '../session/line-input.ts';
import type { Line } from '../session/line-reader.ts';
import { type IrcMessage, maxClientTagBytes, parseMessage } from './message.ts';
import { Reply } from './reply.ts';

/** So many lines in a row that are not UTF-8 close the client. */
const maxBadLines = 3;

/** How long an IRC client's lines may be. */
export const ircBounds = {
  maxLineBytes: maxClientTagBytes + maxMessageBytes,
  maxPendingBytes: 2 * (maxClientTagBytes + maxMessageBytes),
};

/** The messages of an IRC client, and what is to be said about those that are none. */
export class IrcReader {
  /** Makes the reply to a line that could not be taken; the registration and the session differ. */
  reply: () => Reply = () => new Reply('*', new Set());
  /** Where that goes. */
  send: (text: string) => void;
  readonly #client: Client;
  readonly #input: LineInput;
  #badLines = 0;

  constructor(client: Client, input: LineInput) {
    this.#client = client;
    this.#input = input;
    this.send = (text) => client.write(text);
  }

  /** The next good message; undefined when the client has gone, or had to. */
  async next(): Promise<IrcMessage | undefined> {
    for (;;) {
      const line = this.#input.take() ?? (await this.#input.next());
      if (line === undefined) return undefined;
      const message = this.#read(line);
      if (message) return message;
    }
  }

  #read(line: Line): IrcMessage | undefined {
    switch (line.type) {
      case 'line':
        this.#badLines = 0;
        if (isTooLong(line.text)) return this.#tooLong();
        return parseMessage(line.text);
      case 'not-utf8':
        return this.#notUtf8();
      case 'too-long':
        return this.#tooLong();
      case 'endless':
        return this.#close('a line without an end');
    }
  }

  #tooLong(): undefined {
    const reply = this.reply();
    reply.numeric('417', 'Input line was too long');
    this.send(reply.encode());
  }

  #notUtf8(): undefined {
    this.#badLines += 1;
    if (this.#badLines >= maxBadLines) return this.#close('lines that are not UTF-8');
    const reply = this.reply();
    reply.fail('*', 'INVALID_UTF8', [], 'That line is not UTF-8 and was not taken');
    this.send(reply.encode());
  }

  #close(reason: string): undefined {
    this.#client.close(reason, 'closed', errorLine(`Closing link: ${reason}`));
  }
}

/** The last line a client gets. */
export function errorLine(text: string): string {
  return `ERROR :${plainText(text)}\r\n`;
}

/** A line may have so many bytes of tags, and so many of all else. */
function isTooLong(text: string): boolean {
  const space = text.startsWith('@') ? text.indexOf(' ') + 1 : 0;
  const tags = text.slice(0, space);
  return (
    Buffer.byteLength(tags) > maxClientTagBytes ||
    Buffer.byteLength(text.slice(space)) > maxMessageBytes - 2
  );
}
