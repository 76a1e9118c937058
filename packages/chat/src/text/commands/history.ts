import { parseDuration } from '../../../../../common/text/duration.ts';
import { ChatError } from '../../errors.ts';
import type { Message } from '../../history/message.ts';
import type { Command, Scene } from '../command.ts';
import { needRoom } from '../need.ts';
import { info, line, pastLine } from '../text-view.ts';

const usual = 20;
const most = 1000;

/** What was said before. */
export const history: Command = {
  names: ['history', 'h'],
  usage: '[number | 1h] [@name]',
  cost: 2,
  help: 'shows what was said here, or between you and somebody: the last so many, or since so long',
  async run(args, { session }) {
    const words = args.split(/\s+/).filter((word) => word !== '');
    const person = words.find((word) => word.startsWith('@'));
    const amount = words.find((word) => word !== person) ?? String(usual);
    const place = person ?? needRoom(session);
    const { messages } = await session.ask('history', { with: place, ...extent(amount) });
    showMessages({ session }, messages, person ?? `#${place}`);
  },
};

/** Shows messages of the past between two lines that tell them from what is said now. */
export function showMessages(
  { session }: Pick<Scene, 'session'>,
  messages: readonly Message[],
  place: string,
): void {
  if (messages.length === 0) return session.show(info(`nothing found in ${place}`));
  const count = `${messages.length} message${messages.length > 1 ? 's' : ''}`;
  const from = line(`--- ${count} in ${place} (times in UTC) ---`);
  session.show(from + messages.map(pastLine).join('') + line('--- now ---'));
}

function extent(amount: string): { limit: number; afterAt?: number } {
  const duration = parseDuration(amount);
  if (duration !== undefined) return { limit: most, afterAt: Date.now() - duration };
  const limit = /^\d{1,9}$/.test(amount) ? Number(amount) : 0;
  if (limit >= 1) return { limit: Math.min(limit, most) };
  throw new ChatError('ERR_CHAT_BAD_INPUT', 'How many? For example /history 50, or /history 1h');
}
