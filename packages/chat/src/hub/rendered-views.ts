import { ircViewOf } from '../irc/irc-view.ts';
import { textViewOf } from '../text/text-view.ts';
import type { View } from '../thread/receiver.ts';

/** Rendering for one more view costs the hub a few microseconds for each message. */
const maxViews = 8;

/**
 * The views whose text the hub renders itself, once for all client threads: those that a thread has lately had to
 * render for itself. When there are too many, the one requested first is dropped; threads that need it request it again.
 */
export class RenderedViews {
  readonly #views = new Map<number, View>();

  /** A thread has clients with the view of that key. */
  request(key: number): void {
    const view = textViewOf(key) ?? ircViewOf(key);
    if (view === undefined) return;
    this.#views.set(key, view);
    const [first] = this.#views.keys();
    if (this.#views.size > maxViews && first !== undefined) this.#views.delete(first);
  }

  /** The views, each rendered for every turn. */
  all(): Iterable<View> {
    return this.#views.values();
  }
}
