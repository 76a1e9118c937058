import { formatEnd, formatWait } from '../../../../common/text/duration.ts';
import { ChatError } from '../errors.ts';
import type { BanState, Responses, Request } from '../protocol/requests.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { ChatState } from './state.ts';

/** Maximum wait of a login over the budget, in ms; one that would wait longer is refused. */
const maxArrivalWaitMs = 20_000;

/** Returns the data sent to a client before it logs in. @throws ChatError `ERR_CHAT_BANNED` */
export function checkAddress(state: ChatState, address: string): Responses['check-address'] {
  assertNotBanned(state.bans.findAddress(address));
  return { motd: state.motd };
}

/**
 * Charges a login and returns the budgets. Logins are charged because other clients are notified of them.
 *
 * @throws ChatError `ERR_CHAT_TOO_FAST`; with `retryAfterMs` if the session may retry after that time.
 */
export function admit(state: ChatState, who: Request & { type: 'enter' }): readonly FloodBudget[] {
  const { account, address, by, waited = false } = who;
  const now = performance.now();
  const budgets = state.floods.of({ account, address, guest: by === 'guest' }, now);
  const waitMs = waited ? 0 : state.floods.arrive(budgets, now, maxArrivalWaitMs);
  if (waitMs === 0) return budgets;
  const message = `You come and go too often: try again in ${formatWait(waitMs)}`;
  const more = waitMs <= maxArrivalWaitMs ? { retryAfterMs: waitMs } : {};
  throw new ChatError('ERR_CHAT_TOO_FAST', message, more);
}

export function assertNotBanned(ban: BanState | undefined): void {
  if (!ban) return;
  const reason = ban.reason ? `: ${ban.reason}` : '';
  throw new ChatError('ERR_CHAT_BANNED', `You are banned ${formatEnd(ban.until)}${reason}`);
}
