import { Outbox } from '../outbox.ts';
import type { ServerEvent } from '../server-event.ts';

const maxWaitingEvents = 10_000;

/**
 * The events on their way to main. While main is blocked they wait here: clients that have come and gone meanwhile
 * are forgotten together, and log records and refusals beyond the bound are dropped; what remains is bounded by the
 * clients that are here.
 */
export function eventOutbox(send: (events: ServerEvent[]) => void): Outbox<ServerEvent> {
  return new Outbox({
    send,
    maxItems: maxWaitingEvents,
    mustKeep: (event) => event.type !== 'log' && event.type !== 'refuse',
    compact: withoutPassersBy,
  });
}

function withoutPassersBy(events: ServerEvent[]): ServerEvent[] {
  const came = new Set<number>();
  const went = new Set<number>();
  for (const event of events) {
    if (event.type === 'connection') came.add(event.id);
    else if (event.type === 'disconnect' && came.has(event.id)) went.add(event.id);
  }
  return events.filter(
    (event) =>
      !((event.type === 'connection' || event.type === 'disconnect') && went.has(event.id)),
  );
}
