import type { HubEvent } from './events.ts';
import type { World } from './world.ts';

/**
 * Writes the turn's messages to the history. Nothing is delivered that is not kept: if that fails they are
 * taken back, their speakers are told, and the result is false.
 */
export function commitTurn({ history, links, sessions, options }: World): boolean {
  try {
    history.commit();
    return true;
  } catch (cause) {
    history.rollback();
    options.log('error', 'history not written', { reason: (cause as Error).message });
    const lost = new Map<number, HubEvent & { type: 'said' }>();
    for (const link of links) {
      for (const event of link.withdraw((one) => one.type !== 'said')) {
        if (event.type === 'said') lost.set(event.id, event);
      }
    }
    const message = 'Not sent: the history cannot be written right now';
    for (const { by: session } of lost.values()) {
      const link = sessions.get(session)?.link;
      link?.add({ type: 'refused', session, code: 'ERR_CHAT_HISTORY_FAILED', message });
    }
    return false;
  }
}
