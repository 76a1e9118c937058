import { Outbox } from '../outbox.ts';
import type { Told } from '../listener-protocol.ts';

const maxWaitingEvents = 10_000;

/** Nobody sees an event 5 ms late, and waking main for each would cost a third of what serving a brief client costs. */
const delayMs = 5;

/**
 * The events and answers on their way to main. While main is blocked they wait here: clients that have come and gone meanwhile
 * are forgotten together, and log records and refusals beyond the bound are dropped; what remains is bounded by the
 * clients that are here.
 */
export function eventOutbox(send: (items: Told[]) => void): Outbox<Told> {
  return new Outbox({
    send,
    delayMs,
    maxItems: maxWaitingEvents,
    mustKeep: (event) => event.type !== 'log' && event.type !== 'reject',
    compact: withoutPassersBy,
  });
}

function withoutPassersBy(items: Told[]): Told[] {
  const came = new Set<number>();
  const went = new Set<number>();
  for (const event of items) {
    if (event.type === 'connection') came.add(event.id);
    else if (event.type === 'disconnect' && came.has(event.id)) went.add(event.id);
  }
  return items.filter(
    (event) =>
      !((event.type === 'connection' || event.type === 'disconnect') && went.has(event.id)),
  );
}
