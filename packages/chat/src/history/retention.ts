import { expectInteger, expectOptions, shown } from '../../../../common/options/expect-options.ts';
import type { Retention } from './history.ts';

const dayMs = 86_400_000;
type Stamped = { readonly id: number; readonly at: number };

/**
 * Rejects unknown options and bad values.
 *
 * @param others the options that a history has besides
 * @param prefix stands before option names in messages
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

/** Which messages are over the retention. They go in the order of their numbers, the oldest first. */
export class RetentionRule {
  readonly maxMessages: number;
  readonly #maxAgeMs: number;

  constructor({ maxAgeDays = 7, maxMessages = 1_000_000 }: Retention) {
    this.maxMessages = maxMessages;
    this.#maxAgeMs = maxAgeDays * dayMs;
  }

  /** Messages from before that time are too old. */
  cutoff(now: number): number {
    return now - this.#maxAgeMs;
  }

  /**
   * How many of the oldest messages go.
   *
   * A wrong clock must not make others go, or stay: a message stamped too early waits for those before it, and one
   * stamped in the future goes as soon as a later one is too old.
   *
   * @param oldest the oldest messages
   * @param over how many there are beyond the number kept
   * @param olderFollows whether a later message is too old
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
