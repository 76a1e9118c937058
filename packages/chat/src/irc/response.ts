import { plainText } from '../../../../common/text/plain-text.ts';
import type { Capabilities } from '../render/irc-capabilities.ts';
import { type Block, encodeLines, ircLine, type IrcLine } from '../render/irc-line.ts';

/**
 * The response to one command, which may be sent in several parts. If the command has a label (IRCv3 labeled-response), a
 * response of one block carries it, and a longer one is a batch that carries it; the last part closes the batch.
 */
export class CommandResponse {
  /** The client's nick, or `*`. */
  readonly nick: string;
  readonly caps: Capabilities;
  /** Lines to be sent. */
  readonly #blocks: Block[] = [];
  /** Undefined without a label, and once the response is complete. */
  #label: string | undefined;
  /** The reference of the open batch. */
  #batch: string | undefined;
  /** Parts to come: that of the command itself, and those announced with {@link expectPart}. */
  #partsDue = 1;
  #ownPartSent = false;

  constructor(nick: string, caps: Capabilities, label?: string) {
    this.nick = nick;
    this.caps = caps;
    this.#label = caps.has('labeled-response') && caps.has('batch') ? label : undefined;
  }

  /** Adds lines, each a block of its own. */
  add(...lines: IrcLine[]): void {
    this.#blocks.push(...lines.map((line) => [line]));
  }

  /** Adds lines that belong together. */
  addBlock(block: Block): void {
    this.#blocks.push(block);
  }

  /** Adds a numeric. */
  numeric(code: string, ...params: string[]): void {
    this.add(numeric(this.nick, code, ...params));
  }

  /** Adds a line from the server that is not a numeric. */
  line(command: string, ...params: string[]): void {
    this.add(ircLine(command, params));
  }

  /** Adds an error: a `FAIL` (IRCv3 standard-replies), or a notice for clients without that capability. */
  fail(command: string, code: string, context: readonly string[], text: string): void {
    if (this.caps.has('standard-replies')) this.line('FAIL', command, code, ...context, text);
    else this.line('NOTICE', this.nick, text);
  }

  /** Adds a confirmation: a `NOTE` (IRCv3 standard-replies), or a notice for clients without that capability. */
  note(command: string, code: string, context: readonly string[], text: string): void {
    const words = context.map(middleParam);
    if (this.caps.has('standard-replies')) this.line('NOTE', command, code, ...words, text);
    else this.line('NOTICE', this.nick, text);
  }

  /** Announces a part that is sent later, with {@link encodePart}. */
  expectPart(): void {
    this.#partsDue += 1;
  }

  /** Encodes an announced part. */
  encodePart(blocks: readonly Block[]): string {
    this.#partsDue -= 1;
    return this.#encode(blocks, this.#partsDue === 0);
  }

  /** Encodes the lines added so far, with more to follow in the same part. */
  encodeSoFar(): string {
    return this.#encode(this.#blocks.splice(0), false);
  }

  /** Encodes the rest of the command's own part. */
  encode(): string {
    const blocks = this.#blocks.splice(0);
    if (this.#ownPartSent) return this.#encode(blocks, false);
    this.#ownPartSent = true;
    return this.encodePart(blocks);
  }

  #encode(blocks: readonly Block[], isLast: boolean): string {
    return encodeLines(
      this.#label === undefined ? blocks.flat() : this.#labelled(blocks, isLast),
      this.caps,
    );
  }

  #labelled(blocks: readonly Block[], isLast: boolean): Block {
    const tags = { label: this.#label };
    if (isLast) this.#label = undefined;
    if (this.#batch === undefined) {
      if (isLast && blocks.length === 0) return [ircLine('ACK', [], { tags })];
      if (isLast && blocks.length === 1) return withTags(blocks.flat(), tags);
      if (blocks.length === 0) return [];
      const [reference, first] = openBatch('labeled-response', []);
      this.#batch = reference;
      return [...withTags([first], tags), ...this.#inBatch(reference, blocks, isLast)];
    }
    return this.#inBatch(this.#batch, blocks, isLast);
  }

  #inBatch(reference: string, blocks: readonly Block[], isLast: boolean): Block {
    const lines = within(reference, blocks.flat());
    return isLast ? [...lines, closeBatch(reference)] : lines;
  }
}

/** The block with more tags on its first line. */
function withTags([first, ...rest]: Block, tags: IrcLine['tags']): Block {
  return first ? [{ ...first, tags: { ...first.tags, ...tags } }, ...rest] : [];
}

/** A numeric: its first parameter is the client's nick. */
export function numeric(nick: string, code: string, ...params: string[]): IrcLine {
  return ircLine(code, [nick, ...params]);
}

/** A text as a parameter before the last one, which must not begin with a colon, as `::1` does. */
export function middleParam(text: string): string {
  return text.startsWith(':') ? `0${text}` : text;
}

/** The last line a client receives. */
export function closingLine(reason: string): string {
  return `ERROR :${plainText(`Closing link: ${reason}`)}\r\n`;
}

let lastBatch = 0;

/** Puts lines into a batch (IRCv3 batch). */
export function batch(type: string, params: readonly string[], lines: Iterable<IrcLine>): Block {
  const [reference, first] = openBatch(type, params);
  return [first, ...within(reference, lines), closeBatch(reference)];
}

/** The reference of a new batch, and its first line. */
export function openBatch(
  type: string,
  params: readonly string[],
): [reference: string, first: IrcLine] {
  lastBatch += 1;
  const reference = lastBatch.toString(36);
  return [reference, ircLine('BATCH', [`+${reference}`, type, ...params])];
}

/** The last line of a batch. */
export function closeBatch(reference: string): IrcLine {
  return ircLine('BATCH', [`-${reference}`]);
}

/** Marks lines as part of a batch. Lines of a nested batch are left alone. */
export function within(reference: string, lines: Iterable<IrcLine>): IrcLine[] {
  return [...lines].map((line) =>
    line.tags['batch'] === undefined ? { ...line, tags: { ...line.tags, batch: reference } } : line,
  );
}

/** Joins words into as few texts as possible, each of at most this many UTF-8 bytes unless a single word is longer. */
export function wrapWords(words: readonly string[], maxBytes: number): string[] {
  const texts: string[] = [];
  let text = '';
  for (const word of words) {
    if (text !== '' && Buffer.byteLength(text) + 1 + Buffer.byteLength(word) > maxBytes) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? word : ` ${word}`;
  }
  return text === '' ? texts : [...texts, text];
}
