import { maxMessageBytes, serverName } from '../render/irc-line.ts';
import type { Client } from '../session/client.ts';
import type { Line, LineReader } from '../session/lines.ts';
import { type IrcMessage, maxClientTagBytes, parseMessage } from './message.ts';
import { closingLine, CommandResponse } from './response.ts';

/** This many lines in a row that are not UTF-8 close the client. */
const maxBadLines = 3;

/** Reads the messages of an IRC client, and answers lines that are not valid. */
export class MessageReader {
  /** Makes the response to an invalid line. */
  newResponse: () => CommandResponse = () => new CommandResponse('*', new Set());
  /** Sends that response. */
  send: (text: string) => void;
  readonly #client: Client;
  readonly #lines: LineReader;
  #badLines = 0;

  constructor(client: Client, lines: LineReader) {
    this.#client = client;
    this.#lines = lines;
    this.send = (text) => client.write(text);
  }

  /** Resolves to the next valid message; undefined once the client is gone. */
  async next(): Promise<IrcMessage | undefined> {
    for (;;) {
      const line = this.#lines.take() ?? (await this.#lines.next());
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
      case 'unterminated':
        return this.#close('a line without an end');
    }
  }

  #tooLong(): undefined {
    const response = this.newResponse();
    response.numeric('417', 'Input line was too long');
    this.send(response.encode());
  }

  #notUtf8(): undefined {
    this.#badLines += 1;
    if (this.#badLines >= maxBadLines) return this.#close('lines that are not UTF-8');
    const response = this.newResponse();
    response.fail('*', 'INVALID_UTF8', [], 'That line is not UTF-8 and was ignored');
    this.send(response.encode());
  }

  #close(reason: string): undefined {
    this.#client.close(reason, 'closed', closingLine(reason));
  }
}

/** A line has one limit for its tags and another for the rest. */
function isTooLong(text: string): boolean {
  const space = text.startsWith('@') ? text.indexOf(' ') + 1 : 0;
  const tags = text.slice(0, space);
  return (
    Buffer.byteLength(tags) > maxClientTagBytes ||
    Buffer.byteLength(text.slice(space)) > maxMessageBytes - 2
  );
}

/** Pings a silent client, and closes it if it does not answer. */
export class Pinger {
  readonly #client: Client;
  readonly #timer: NodeJS.Timeout;
  #pinged = false;

  constructor(client: Client, afterMs: number) {
    this.#client = client;
    this.#timer = setInterval(() => this.#ping(), afterMs);
    client.onGone(() => clearInterval(this.#timer));
  }

  /** To be called when the client has sent something. */
  reset(): void {
    this.#pinged = false;
    this.#timer.refresh();
  }

  #ping(): void {
    if (this.#pinged) {
      return this.#client.close('ping timeout', 'lost', closingLine('ping timeout'));
    }
    this.#pinged = true;
    this.#client.write(`PING ${serverName}\r\n`);
  }
}
