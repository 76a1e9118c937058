import { expectInteger, expectOptions, shown } from '../../../../common/options/expect-options.ts';
import type { Retention } from './history.ts';

const dayMs = 86_400_000;
type Stamped = { readonly id: number; readonly at: number };

/**
 * Validates the options.
 *
 * @param others names of further allowed options
 * @param prefix prefix of option names in error messages
 * @throws {TypeError | RangeError} with a code
 */
export function checkRetention(options: Retention, others: readonly string[], prefix = ''): void {
  const names = [...others, 'maxAgeDays', 'maxMessages'];
  expectOptions(
    prefix === '' ? 'the options' : `\`${prefix.slice(0, -1)}\``,
    options,
    names,
    prefix,
  );
  const { maxAgeDays, maxMessages } = options;
  if (maxMessages !== undefined) expectInteger(`${prefix}maxMessages`, maxMessages, 1);
  if (maxAgeDays === undefined || (typeof maxAgeDays === 'number' && maxAgeDays > 0)) return;
  const message = `Expected \`${prefix}maxAgeDays\` to be more than 0, got ${shown(maxAgeDays)}`;
  throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** Determines which messages exceed the retention. Messages are removed in the order of their ids. */
export class RetentionRule {
  readonly maxMessages: number;
  readonly #maxAgeMs: number;

  constructor({ maxAgeDays = 7, maxMessages = 1_000_000 }: Retention) {
    this.maxMessages = maxMessages;
    this.#maxAgeMs = maxAgeDays * dayMs;
  }

  /** Returns the time before which messages are too old. */
  cutoff(now: number): number {
    return now - this.#maxAgeMs;
  }

  /**
   * Returns how many of the oldest messages to remove.
   *
   * A wrong clock must not affect other messages: a message with a timestamp that is too early stays until those before
   * it are removed, and one with a future timestamp is removed as soon as a later message is too old.
   *
   * @param oldest the oldest messages
   * @param over number of messages beyond `maxMessages`
   * @param olderFollows reports whether a message after `id` is too old
   */
  countOver(
    oldest: readonly Stamped[],
    over: number,
    { now, olderFollows }: { now: number; olderFollows: (id: number) => boolean },
  ): number {
    const cutoff = this.cutoff(now);
    let count = 0;
    for (const { id, at } of oldest) {
      const aged = at < cutoff || (at > now && olderFollows(id));
      if (count >= over && !aged) break;
      count += 1;
    }
    return count;
  }
}
