import { type Block, ircLine, type IrcLine } from '../render/irc-line.ts';

let lastBatch = 0;

/** Puts lines into a batch (IRCv3 batch). */
export function batch(type: string, params: readonly string[], lines: Iterable<IrcLine>): Block {
  const [reference, first] = openBatch(type, params);
  return [first, ...within(reference, lines), closeBatch(reference)];
}

/** What a new batch is known by, and its first line. */
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

/**
 * Marks an answer with the label of what it answers, if that has one (IRCv3 labeled-response): one block is
 * marked itself, several are put into a batch, none is an `ACK`.
 */
export function labelled(label: string | undefined, blocks: readonly Block[]): Block {
  if (label === undefined) return blocks.flat();
  const [only] = blocks;
  if (!only) return [ircLine('ACK', [], { tags: { label } })];
  const whole = blocks.length === 1 ? only : batch('labeled-response', [], blocks.flat());
  return whole.map((line, index) =>
    index === 0 ? { ...line, tags: { ...line.tags, label } } : line,
  );
}

/** Lines of a batch. Those that are in another batch within this one stay there. */
export function within(reference: string, lines: Iterable<IrcLine>): IrcLine[] {
  return [...lines].map((line) =>
    line.tags['batch'] === undefined ? { ...line, tags: { ...line.tags, batch: reference } } : line,
  );
}
