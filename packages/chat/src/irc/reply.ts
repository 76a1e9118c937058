import { Answer } from './answer.ts';
import type { Capabilities } from '../render/irc-capabilities.ts';
import { type Block, encodeLines, ircLine, type IrcLine } from '../render/irc-line.ts';

/** What one command is answered with, which may be to carry a label. */
export class Reply {
  /** The client's nick, or `*`. */
  readonly nick: string;
  readonly caps: Capabilities;
  /** Of which this is a part, and what comes by other ways another. */
  readonly answer: Answer;
  /** Nothing comes behind what goes out ahead next: that ends the answer. */
  last = false;
  readonly #blocks: Block[] = [];

  constructor(nick: string, caps: Capabilities, label?: string) {
    this.nick = nick;
    this.caps = caps;
    const labels = caps.has('labeled-response') && caps.has('batch');
    this.answer = new Answer(labels ? label : undefined);
  }

  /** Adds lines, each for itself. */
  add(...lines: IrcLine[]): void {
    this.#blocks.push(...lines.map((line) => [line]));
  }

  /** Adds lines that belong together. */
  addBlock(block: Block): void {
    this.#blocks.push(block);
  }

  /** Adds a numeric, which always names the client first. */
  numeric(code: string, ...params: string[]): void {
    this.add(numeric(this.nick, code, ...params));
  }

  /** Adds a line of the server's that is no numeric. */
  line(command: string, ...params: string[]): void {
    this.add(ircLine(command, params));
  }

  /** Adds a failure as standard-replies has it, or as a notice to clients that don't know those. */
  fail(command: string, code: string, context: readonly string[], text: string): void {
    if (this.caps.has('standard-replies')) this.line('FAIL', command, code, ...context, text);
    else this.line('NOTICE', this.nick, text);
  }

  /** Adds what was done as standard-replies has it, or as a notice to clients that don't know those. */
  note(command: string, code: string, context: readonly string[], text: string): void {
    // A parameter within a line cannot begin with a colon, as `::1` does.
    const words = context.map((word) => (word.startsWith(':') ? `0${word}` : word));
    if (this.caps.has('standard-replies')) this.line('NOTE', command, code, ...words, text);
    else this.line('NOTICE', this.nick, text);
  }

  /** What was added so far, to go out ahead of what comes behind it: it has to be shown in this turn. */
  ahead(): IrcLine[] {
    const blocks = this.#blocks.splice(0);
    return this.last ? this.answer.part(blocks) : this.answer.ahead(blocks);
  }

  /** What was added so far, as it goes to the client ahead of what comes behind it. */
  encodeAhead(): string {
    return encodeLines(this.ahead(), this.caps);
  }

  /** All that is left of it, as it goes to the client. */
  encode(): string {
    return encodeLines(this.answer.part(this.#blocks.splice(0)), this.caps);
  }
}

/** A numeric, which always names the client first. */
export function numeric(nick: string, code: string, ...params: string[]): IrcLine {
  return ircLine(code, [nick, ...params]);
}
