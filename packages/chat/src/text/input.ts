import type { Client } from '../session/client.ts';
import type { Line, LineReader } from '../session/lines.ts';
import type { Telnet } from './telnet.ts';
import { errorLines } from '../render/text-lines.ts';

/** Longest line of text, in bytes. */
const maxLineBytes = 1024;
/** This many lines in a row that are not UTF-8 close the client. */
const maxBadLines = 3;

/** When passwords are hidden by telnet's ECHO option. */
export type TelnetEcho = 'auto' | 'always' | 'never';

/** A text client's terminal: reads its lines, edits and checks them, and asks questions. */
export class Terminal {
  readonly client: Client;
  readonly lines: LineReader;
  readonly telnet: Telnet;
  /** Sends text to the terminal. A session replaces it, to keep the text in order with the rest of its output. */
  send: (text: string) => void;
  readonly #telnetEcho: TelnetEcho;
  #badLines = 0;
  #secret: string | undefined;
  /** The cursor is behind a question. */
  #prompted = false;

  constructor(client: Client, lines: LineReader, telnet: Telnet, telnetEcho: TelnetEcho = 'auto') {
    this.client = client;
    this.lines = lines;
    this.telnet = telnet;
    this.send = (text) => client.write(text);
    this.#telnetEcho = telnetEcho;
  }

  /** Resolves to the next valid line; undefined once the client is gone. */
  async read(): Promise<string | undefined> {
    for (;;) {
      const line = this.lines.take() ?? (await this.lines.next());
      if (line === undefined) return undefined;
      const text = this.#check(line);
      if (text !== undefined) return text;
    }
  }

  /** Asks a question. It is not shown to a client that has already sent the answer. */
  async ask(question: string, { hidden = false } = {}): Promise<string | undefined> {
    const isShown = this.lines.waiting === 0;
    const isHiding = hidden && isShown && this.#canHide();
    if (isHiding) this.telnet.hide();
    // The carriage return overwrites telnet's bytes if a terminal shows them after all.
    if (isShown) this.send(isHiding ? `\r${question}` : question);
    this.#prompted = isShown;
    const answer = await this.read();
    if (hidden) this.#secret = answer;
    if (isHiding) {
      this.telnet.unhide();
      // The client has not echoed the end of the line either.
      if (this.telnet.spoken) this.send('\r\n');
    }
    return answer;
  }

  /** Ends the line of the last question, for a program that reads whole lines. */
  endPrompt(): void {
    if (this.#prompted) this.send('\r\n');
    this.#prompted = false;
  }

  /** Returns the last hidden answer, once. */
  takeSecret(): string | undefined {
    const secret = this.#secret;
    this.#secret = undefined;
    return secret;
  }

  #canHide(): boolean {
    if (this.#telnetEcho !== 'auto') return this.#telnetEcho === 'always';
    return this.telnet.spoken || this.lines.telnetEol;
  }

  /** The text of a valid line; otherwise tells the client what is wrong with it. */
  #check(line: Line): string | undefined {
    switch (line.type) {
      case 'line': {
        this.#badLines = 0;
        const text = editLine(line.text);
        const bytes = Buffer.byteLength(text);
        return bytes > maxLineBytes ? this.#tooLong(bytes) : text;
      }
      case 'not-utf8':
        this.#badLines += 1;
        if (this.#badLines >= maxBadLines) return this.#close('lines that are not UTF-8');
        this.send(
          errorLines('That line is not UTF-8 and was not sent; set your terminal to UTF-8'),
        );
        return undefined;
      case 'too-long':
        this.#badLines = 0;
        return this.#tooLong(line.bytes);
      case 'unterminated':
        return this.#close('a line without an end');
    }
  }

  #tooLong(bytes: number): undefined {
    const limit = `the limit is ${maxLineBytes}`;
    this.send(errorLines(`That line has ${bytes} bytes and was not sent; ${limit}`));
  }

  #close(reason: string): undefined {
    this.client.close(reason, 'closed', errorLines(`Closed: ${reason}`));
  }
}

/** Control characters of the keys that edit a line. */
const interrupt = '\x03';
const backspace = '\b';
const eraseLine = '\x15';
const eraseWord = '\x17';
const del = '\x7f';

/* eslint-disable no-control-regex */
const anyKey = /[\x00-\x08\x0b-\x1f\x7f]/;
/** Sequences of cursor and function keys (ECMA-48): CSI, SS3, and Alt with a key; also OSC, which no key sends. */
const sequences = /\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]?|O.?|.?)/gu;
const others = /[\x00-\x02\x04-\x07\x0b-\x14\x16\x18-\x1f]/g;
const pieces = /[\x03\x08\x15\x17\x7f]|[^\x03\x08\x15\x17\x7f]+/g;
/* eslint-enable no-control-regex */

const segmenter = new Intl.Segmenter();

/**
 * Applies the editing keys in a line: Backspace and Delete erase a character, Ctrl-W a word, Ctrl-U and Ctrl-C the line;
 * all other keys are removed. Telnet in character mode sends every key, and a terminal in line mode those it does not know.
 */
export function editLine(text: string): string {
  if (!anyKey.test(text)) return text;
  const kept: string[] = [];
  for (const [piece] of text.replace(sequences, '').replace(others, '').matchAll(pieces)) {
    switch (piece) {
      case backspace:
      case del:
        kept.pop();
        break;
      case eraseWord:
        while (kept.at(-1) === ' ') kept.pop();
        while (kept.length > 0 && kept.at(-1) !== ' ') kept.pop();
        break;
      case eraseLine:
      case interrupt:
        kept.length = 0;
        break;
      default:
        for (const { segment } of segmenter.segment(piece)) kept.push(segment);
    }
  }
  return kept.join('');
}
