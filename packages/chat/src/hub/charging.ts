import { ChatError } from '../errors.ts';
import type { FloodKind } from '../flood.ts';
import type { Request } from '../protocol/requests.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { HubSession } from './room.ts';
import { end } from './membership.ts';
import type { ChatState } from './state.ts';

/** Level below which the hub slows down the sessions of a budget; a session within its limits stays above it. */
const slowDownBelow = -1;
/** Minimum time between two slow-downs, in ms. */
const slowDownIntervalMs = 100;
/** Number of history messages that cost as much as a short query. */
const messagesPerQuery = 50;

/** Returns the budget that a request is charged to, and its cost. */
function costOf(
  request: Exclude<Request, { type: 'check-address' | 'enter' | 'count' }>,
): [FloodKind, number] {
  // Further parts of a list are free: the client requests each after reading the previous one.
  if ('cursor' in request) return ['queries', 0];
  switch (request.type) {
    case 'private-message':
    case 'topic':
    case 'away':
    case 'real-name':
      return ['talk', 1];
    case 'join':
    case 'part':
      return ['rooms', 1];
    case 'history':
      return ['queries', 1 + Math.max(0, request.limit) / messagesPerQuery];
    case 'rooms':
    case 'conversations':
      return ['queries', 5];
    case 'search':
      return ['queries', 10];
    default:
      return ['queries', 1];
  }
}

/** Charges a request to the budgets of its session. @throws ChatError `ERR_CHAT_TOO_FAST` */
export function chargeRequest(
  state: ChatState,
  session: HubSession,
  request: Exclude<Request, { type: 'check-address' | 'enter' | 'count' }>,
): void {
  if (session.budgets.length === 0) return;
  charge(state, session, ...costOf(request));
}

/**
 * Charges a cost to the budgets of a session. The client thread limits each connection; these budgets limit all
 * connections of an account or an address together. They may go into debt by one burst, because requests can
 * be in flight when the hub slows the threads down.
 *
 * @throws ChatError `ERR_CHAT_TOO_FAST` beyond that debt; nothing is charged then.
 */
export function charge(state: ChatState, session: HubSession, kind: FloodKind, cost = 1): void {
  if (session.budgets.length === 0) return;
  const now = performance.now();
  for (const budget of session.budgets) {
    const bucket = budget.bucket(kind, now);
    if (bucket.level(now) - cost < -Math.max(bucket.rate.burst, cost)) {
      rejectFlood(state, session, budget);
    }
  }
  for (const [index, budget] of session.budgets.entries()) {
    const left = budget.bucket(kind, now).charge(now, cost);
    if (left >= 0) budget.refused = 0;
    if (left >= slowDownBelow || now - budget.slowedDownAt < slowDownIntervalMs) continue;
    budget.slowedDownAt = now;
    // Notifies all sessions of the account, with staggered delays; for an address only this session.
    const sessions = index === 0 && !session.guest ? session.presence.sessions : [session];
    let level = left;
    for (const one of sessions) {
      one.link.add({ type: 'flood-level', session: one.number, kind, level });
      level -= 1;
    }
  }
}

function rejectFlood(state: ChatState, session: HubSession, budget: FloodBudget): never {
  budget.refused += 1;
  const { limits } = state.floods;
  if (limits !== 'off' && budget.refused >= limits.maxDropped) {
    end(state, session, 'flooding', 'flood');
  }
  throw new ChatError('ERR_CHAT_TOO_FAST', 'Not done: you send too much at once');
}
