import type { ChatMessage } from './chat-message.ts';
import type { Feed } from './feed.ts';
import type { HistoryPoint } from './history.ts';

/** Gets the messages that come next after a point, oldest first. */
export type FetchAfter = (after: HistoryPoint) => Promise<readonly ChatMessage[]>;

/**
 * Tells all that a feed missed, page by page until there is no more, then what came live meanwhile. What the history
 * doesn't know any more is asked for by time.
 *
 * Rejects, with the feed still held, only if `fetchAfter` does at the very end of its means.
 */
export async function catchUp(
  feed: Feed,
  fetchAfter: FetchAfter,
  tell: (message: ChatMessage) => void,
): Promise<number> {
  let count = 0;
  const take = (page: readonly ChatMessage[]): number => {
    const fresh = page.flatMap((past) => feed.takePast(past));
    for (const message of fresh) tell(message);
    count += fresh.length;
    return fresh.length;
  };
  const { id, time } = feed.last;
  let after: HistoryPoint = id ?? time;
  let page = await first(fetchAfter, after, time);
  // Only the first page can hold what is known: where it was asked for by time.
  for (let pages = 0; take(page) > 0 || pages === 0; pages += 1) {
    const last = page.findLast((past) => past.id !== undefined);
    // In a busy room there is always more; what is held already need not be fetched.
    if (last?.id === undefined || last.id === after || feed.overlaps(last)) break;
    after = last.id;
    page = await fetchAfter(after);
  }
  for (const message of feed.release()) tell(message);
  return count;
}

async function first(
  fetchAfter: FetchAfter,
  after: HistoryPoint,
  time: Date,
): Promise<readonly ChatMessage[]> {
  if (after instanceof Date) return await fetchAfter(after);
  try {
    return await fetchAfter(after);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The message it was is gone from the history.
    return await fetchAfter(time);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_CLIENT_REFUSED';
}
