import { labelled } from './batch.ts';
import type { Capabilities } from './capabilities.ts';
import { type Block, encodeLines, ircLine, type IrcLine } from './line.ts';

/** What one command is answered with, which may be to carry a label. */
export class Reply {
  /** The client's nick, or `*`. */
  readonly nick: string;
  readonly caps: Capabilities;
  readonly #blocks: Block[] = [];
  #label: string | undefined;

  constructor(nick: string, caps: Capabilities, label?: string) {
    this.nick = nick;
    this.caps = caps;
    this.#label = caps.has('labeled-response') && caps.has('batch') ? label : undefined;
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

  /** Takes the label, for an answer that goes its own way. */
  takeLabel(): string | undefined {
    const label = this.#label;
    this.#label = undefined;
    return label;
  }

  /** All of it, as it goes to the client. */
  encode(): string {
    return encodeLines(labelled(this.takeLabel(), this.#blocks), this.caps);
  }
}

/** A numeric, which always names the client first. */
export function numeric(nick: string, code: string, ...params: string[]): IrcLine {
  return ircLine(code, [nick, ...params]);
}
