import { closeBatch, labelled, openBatch, within } from './batch.ts';
import { type Block, type IrcLine } from '../render/irc-line.ts';

/**
 * What one command is answered with, in however many parts it goes out. With a label (IRCv3 labeled-response) parts
 * that go out at different times are in one batch, which is closed behind the last.
 */
export class Answer {
  #label: string | undefined;
  /** The batch that is open. */
  #batch: string | undefined;
  /** Parts to come; the reply of the command itself is one. */
  #due = 1;

  constructor(label: string | undefined) {
    this.#label = label;
  }

  /** One more part will come, when it comes. */
  expect(): void {
    this.#due += 1;
  }

  /** The lines of a part as they go out. */
  part(blocks: readonly Block[]): IrcLine[] {
    this.#due -= 1;
    return this.#lines(blocks, this.#due === 0);
  }

  /** Lines that go out before the part they belong to. */
  ahead(blocks: readonly Block[]): IrcLine[] {
    return this.#lines(blocks, false);
  }

  #lines(blocks: readonly Block[], isLast: boolean): IrcLine[] {
    const label = this.#label;
    if (label === undefined) return blocks.flat();
    if (this.#batch === undefined && isLast) {
      this.#label = undefined;
      return [...labelled(label, blocks)];
    }
    const lines: IrcLine[] = [];
    if (this.#batch === undefined && blocks.length > 0) {
      const [reference, first] = openBatch('labeled-response', []);
      this.#batch = reference;
      lines.push({ ...first, tags: { ...first.tags, label } });
    }
    if (this.#batch === undefined) return lines;
    lines.push(...within(this.#batch, blocks.flat()));
    if (!isLast) return lines;
    lines.push(closeBatch(this.#batch));
    this.#label = undefined;
    return lines;
  }
}
