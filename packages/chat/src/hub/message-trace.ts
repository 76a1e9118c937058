import type { HubLog } from './hub-options.ts';
import type { ThreadLink } from './thread-link.ts';
import type { Room } from './room.ts';

/** Maximum number of threads named in one record. */
const maxNamed = 50;

/** Traces the messages of a turn through the threads. */
export class MessageTrace {
  readonly #log: HubLog;
  readonly #turn: Array<{ id: number; message: string; delivered: string }> = [];

  constructor(log: HubLog) {
    this.#log = log;
  }

  /** Records a message that was numbered and added to the batches of its room. */
  ordered(id: number, room: Room, from: ThreadLink): void {
    const threads = [...room.links()].map(({ threadId }) => threadId).sort((a, b) => a - b);
    const named = threads.slice(0, maxNamed).join(', ');
    const rest = threads.length > maxNamed ? ` and ${threads.length - maxNamed} more` : '';
    const members = `${room.members} ${room.members === 1 ? 'member' : 'members'}`;
    this.#turn.push({
      id,
      message: `ordered #${id} in #${room.name}: posted by thread ${from.threadId}`,
      delivered: `delivered to ${threads.length === 1 ? 'thread' : 'threads'} ${named}${rest} (${members})`,
    });
  }

  /** Logs the records of the turn, without message text. */
  endTurn(kept: boolean): void {
    for (const { id, message, delivered } of this.#turn.splice(0)) {
      const fate = kept ? `kept, ${delivered}` : 'could not be kept, delivered to nobody';
      this.#log('info', `${message}, ${fate}`, { id });
    }
  }
}
