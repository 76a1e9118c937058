import { ChatError } from '../errors.ts';
import type { FloodKind } from '../flood.ts';
import type { Request } from '../protocol/requests.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { HubSession } from './room.ts';
import { end } from './membership.ts';
import type { ChatState } from './state.ts';

/** With less left than this the sessions of a budget are told to slow down: one that keeps its pace never gets there. */
const paceBelow = -1;
/** They are told no more often than this. */
const paceEveryMs = 100;
/** Messages that cost as much as a short query. */
const messagesPerQuery = 50;

/** What a request of a session counts as, and how much. */
function costOf(
  request: Exclude<Request, { type: 'check-address' | 'enter' | 'count' }>,
): [FloodKind, number] {
  // The parts of a list come at the pace of who takes them.
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
 * Charges something to the budgets of a session. The client's thread keeps the pace of its one connection by itself;
 * here counts what all connections of an account or an address do. They may be in debt by one burst, for what was on its
 * way when their threads were told to wait.
 *
 * @throws ChatError `ERR_CHAT_TOO_FAST` beyond that; nothing is charged then.
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
    if (left >= paceBelow || now - budget.pacedAt < paceEveryMs) continue;
    budget.pacedAt = now;
    // All sessions of the account are told, one after the other to go on first, or only this one of many at an address.
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
