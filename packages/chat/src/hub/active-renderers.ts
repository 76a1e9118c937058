import { ircRendererByKey } from '../render/shared-irc-renderer.ts';
import type { SharedRenderer } from '../render/shared-renderer.ts';
import { textRendererByKey } from '../render/shared-text-renderer.ts';

/** Rendering for one more renderer costs the hub a few microseconds for each message. */
const maxRenderers = 8;

/**
 * The renderers whose text the hub renders itself, once for all client threads: those that a thread has lately had to
 * render for itself. When there are too many, the one requested first is dropped; threads that need it request it again.
 */
export class ActiveRenderers {
  readonly #renderers = new Map<number, SharedRenderer>();

  /** A thread has clients with the renderer of that key. */
  request(key: number): void {
    const renderer = textRendererByKey(key) ?? ircRendererByKey(key);
    if (renderer === undefined) return;
    this.#renderers.set(key, renderer);
    const [first] = this.#renderers.keys();
    if (this.#renderers.size > maxRenderers && first !== undefined) this.#renderers.delete(first);
  }

  /** The renderers, each rendered for every turn. */
  all(): Iterable<SharedRenderer> {
    return this.#renderers.values();
  }
}
