import { formatTime, parseDuration } from '../../../../../common/text/duration.ts';
import { ChatError } from '../../errors.ts';
import { type Command, need, needRoom } from '../command.ts';
import { sharedTextRenderer } from '../../render/shared-text-renderer.ts';
import { info, line, pastLine } from '../../render/text-lines.ts';

const defaultCount = 20;
const maxCount = 1000;
const maxFound = 50;
const ending = line('--- now ---');

const history: Command = {
  names: ['history', 'h'],
  usage: '[number | 1h] [@name]',
  help: 'shows the last messages here, or those between you and a user: a number of them, or a period',
  cost: 2,
  async run(args, { session }) {
    const words = args.split(/\s+/).filter((word) => word !== '');
    const person = words.find((word) => word.startsWith('@'));
    const amount = words.find((word) => word !== person) ?? String(defaultCount);
    const place = person ?? needRoom(session);
    const placeName = person ?? `#${place}`;
    let isFirst = true;
    await session.list('history', { with: place, ...parseAmount(amount) }, (part) => {
      const { messages, total, next } = part;
      if (isFirst && total === 0) return info(`nothing found in ${placeName}`);
      const start = isFirst ? heading(total, placeName) : '';
      isFirst = false;
      return start + messages.map(pastLine).join('') + (next === undefined ? ending : '');
    });
  },
};

/** Reads a number of messages, or the length of a period that ends now. */
function parseAmount(text: string): { limit: number; afterAt?: number } {
  const duration = parseDuration(text);
  if (duration !== undefined) return { limit: maxCount, afterAt: Date.now() - duration };
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1) return { limit: Math.min(limit, maxCount) };
  const usage = 'Expected a number or a period: /history 50, or /history 1h';
  throw new ChatError('ERR_CHAT_BAD_INPUT', usage);
}

const search: Command = {
  names: ['search', 'find'],
  usage: '<words>',
  help: 'finds messages in this room that hold all the words, or a "quoted phrase"',
  cost: 10,
  async run(args, { session }) {
    const room = needRoom(session);
    const text = need(args, '/search apple pie');
    const query = { with: room, text, limit: maxFound };
    const { messages, searchedTo } = await session.request('search', query);
    if (messages.length === 0) {
      session.show(info(`nothing found in #${room}`));
    } else {
      const lines = messages.map(pastLine).join('');
      session.show(heading(messages.length, `#${room}`) + lines + ending);
    }
    if (searchedTo === undefined) return;
    const advice = 'rarer words can be searched further back';
    const at = formatTime(searchedTo);
    session.show(info(`the search took too long and stopped at ${at}; ${advice}`));
  },
};

function heading(count: number, place: string): string {
  const what = `${count} message${count > 1 ? 's' : ''}`;
  return line(`--- ${what} in ${place} (times in UTC) ---`);
}

const quiet: Command = {
  names: ['quiet'],
  usage: '',
  help: 'hides who joins and leaves, or shows it again',
  run(_args, { session, renderer }) {
    const isQuiet = !renderer.shared.quiet;
    // Shown first, so that earlier events of this turn are still rendered as before.
    session.show(info(`joins and leaves are ${isQuiet ? 'hidden' : 'shown'}`));
    renderer.shared = sharedTextRenderer(renderer.shared.timestamps, isQuiet);
  },
};

const timestamp: Command = {
  names: ['timestamp', 'timestamps'],
  usage: 'off | time | datetime',
  help: 'shows the time (UTC) before each line, or hides it',
  run(args, { session, renderer }) {
    if (args !== 'off' && args !== 'time' && args !== 'datetime') {
      const usage = 'Usage: /timestamp off, time or datetime';
      throw new ChatError('ERR_CHAT_BAD_INPUT', usage);
    }
    session.show(
      info(args === 'off' ? 'timestamps are off' : `timestamps show the ${args} in UTC`),
    );
    renderer.shared = sharedTextRenderer(args, renderer.shared.quiet);
  },
};

/** Commands that show past messages, or change how messages are shown. */
export const viewCommands: readonly Command[] = [history, search, quiet, timestamp];
