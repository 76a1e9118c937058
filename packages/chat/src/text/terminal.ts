import { errorLines } from '../render/text-lines.ts';
import type { Client } from '../session/client.ts';
import type { Line } from '../session/line-reader.ts';
import type { TextInput } from './text-input.ts';
import type { TelnetEcho } from './text-options.ts';

/** So many lines in a row that are not UTF-8 close the client. */
const maxBadLines = 3;

/** A text client at its keyboard: asks it for a line, and tells it what is wrong with one. */
export class Terminal {
  readonly client: Client;
  readonly input: TextInput;
  /** Where complaints about lines go; a session puts them in order with the rest. */
  send: (text: string) => void;
  readonly #telnetEcho: TelnetEcho;
  #badLines = 0;
  #secret: string | undefined;
  /** A question was shown, and its line is not ended. */
  #prompted = false;

  constructor(client: Client, input: TextInput, telnetEcho: TelnetEcho) {
    this.client = client;
    this.input = input;
    this.send = (text) => client.write(text);
    this.#telnetEcho = telnetEcho;
  }

  /** The next good line; undefined when the client has gone, or had to. */
  async read(): Promise<string | undefined> {
    for (;;) {
      const line = this.input.take() ?? (await this.input.next());
      if (line === undefined) return undefined;
      if (line.type === 'line') {
        this.#badLines = 0;
        return line.text;
      }
      this.#complain(line);
    }
  }

  /** Asks a question. A client that has sent the answer already is not shown it. */
  async ask(question: string, { hidden = false } = {}): Promise<string | undefined> {
    const typed = this.input.waiting === 0;
    const hide = hidden && typed && this.#hides();
    if (hide) this.input.telnet.hide();
    // The carriage return puts the question over telnet's bytes, should they have been shown after all.
    if (typed) this.send(hide ? `\r${question}` : question);
    this.#prompted = typed;
    const answer = await this.read();
    if (hidden) this.#secret = answer;
    if (hide) {
      this.input.telnet.unhide();
      // The end of the line was not shown either.
      if (this.input.telnet.spoken) this.send('\r\n');
    }
    return answer;
  }

  /** Ends the line of the last question if it was shown: who reads it is no person, and takes it for the start of a line. */
  endPrompt(): void {
    if (this.#prompted) this.send('\r\n');
    this.#prompted = false;
  }

  /** The last hidden answer, once. */
  takeSecret(): string | undefined {
    const secret = this.#secret;
    this.#secret = undefined;
    return secret;
  }

  #hides(): boolean {
    if (this.#telnetEcho !== 'auto') return this.#telnetEcho === 'always';
    return this.input.telnet.spoken || this.input.network;
  }

  #complain(line: Exclude<Line, { type: 'line' }>): void {
    switch (line.type) {
      case 'not-utf8':
        this.#badLines += 1;
        if (this.#badLines >= maxBadLines) return this.#close('lines that are not UTF-8');
        return this.send(
          errorLines('That line is not UTF-8 and was not sent; set your terminal to it'),
        );
      case 'too-long':
        this.#badLines = 0;
        return this.send(
          errorLines(`That line is ${line.bytes} bytes and was not sent; one holds at most 1024`),
        );
      case 'endless':
        return this.#close('a line without an end');
    }
  }

  #close(reason: string): void {
    this.client.close(reason, 'closed', errorLines(`Closed: ${reason}`));
  }
}
