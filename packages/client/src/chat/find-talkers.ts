import { codeOf } from '../../../../common/thrown.ts';
import { message } from '../irc/message.ts';
import { messagesOf } from '../irc/requests.ts';
import type { Link } from './link.ts';

/** So far clocks may differ, and more: nothing is from beyond it. */
const dayMs = 86_400_000;

/**
 * The names of the private conversations in which something was said after a moment, as far as the server tells (IRCv3
 * draft/chathistory, `TARGETS`); none where it doesn't. Rejects if the connection is lost.
 */
export async function findTalkers(link: Link, after: Date, limit: number): Promise<string[]> {
  const until = new Date(Math.max(Date.now(), after.getTime()) + dayMs);
  const bounds = [after, until].map((at) => `timestamp=${at.toISOString()}`);
  const most = Math.min(limit, link.isupport.number('CHATHISTORY') ?? limit);
  try {
    const answers = await link.ask(message('CHATHISTORY', 'TARGETS', ...bounds, String(most)));
    return messagesOf(answers)
      .filter(({ command, params }) => command === 'CHATHISTORY' && params[0] === 'TARGETS')
      .flatMap(({ params: [, name = ''] }) => (link.isupport.isRoom(name) ? [] : name))
      .filter((name) => name !== '');
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_TIMEOUT') throw error;
    return [];
  }
}
