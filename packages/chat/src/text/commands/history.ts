import { parseDuration } from '../../../../../common/text/duration.ts';
import { ChatError } from '../../errors.ts';
import type { Message } from '../../history/message.ts';
import { info, line, pastLine } from '../../render/text-lines.ts';
import type { Command, CommandContext } from '../command.ts';
import { needRoom } from '../need.ts';

const usual = 20;
const most = 1000;
const ending = line('--- now ---');

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
    const shown = person ?? `#${place}`;
    let isFirst = true;
    await session.list('history', { with: place, ...extent(amount) }, (part) => {
      const { messages, total, next } = part;
      if (isFirst && total === 0) return info(`nothing found in ${shown}`);
      const start = isFirst ? heading(total, shown) : '';
      isFirst = false;
      return start + messages.map(pastLine).join('') + (next === undefined ? ending : '');
    });
  },
};

/** Shows messages of the past between two lines that tell them from what is said now. */
export function showMessages(
  { session }: Pick<CommandContext, 'session'>,
  messages: readonly Message[],
  place: string,
): void {
  if (messages.length === 0) return session.show(info(`nothing found in ${place}`));
  session.show(heading(messages.length, place) + messages.map(pastLine).join('') + ending);
}

function heading(count: number, place: string): string {
  const what = `${count} message${count > 1 ? 's' : ''}`;
  return line(`--- ${what} in ${place} (times in UTC) ---`);
}

function extent(amount: string): { limit: number; afterAt?: number } {
  const duration = parseDuration(amount);
  if (duration !== undefined) return { limit: most, afterAt: Date.now() - duration };
  const limit = /^\d{1,9}$/.test(amount) ? Number(amount) : 0;
  if (limit >= 1) return { limit: Math.min(limit, most) };
  throw new ChatError('ERR_CHAT_BAD_INPUT', 'How many? For example /history 50, or /history 1h');
}
