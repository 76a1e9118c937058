import { ControlError } from '../errors.ts';
import { formatDuration, parseDuration } from '../text/quantity.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { readDuration } from './durations.ts';

export const shutdown: Command = {
  name: 'shutdown',
  aliases: ['stop', 'halt'],
  usage: '[delay|now|cancel] [message]',
  summary: 'announce, let the clients leave, end the server',
  details:
    'Without a delay the clients have 5 s to leave. With one (90s, 10m) the server stops listening and waits so long ' +
    'first, or until everybody has left; `shutdown cancel` takes that back. `shutdown now` waits for nobody.',
  words: [0, Infinity],
  audit: 'line',
  complete: (_, words) => (words.length === 1 ? ['now', 'cancel'] : []),
  run: runShutdown,
};

/** Ends the server as the arguments say. */
export async function runShutdown(context: CommandContext, { words }: Arguments): Promise<void> {
  const { shutdown: ending, answer } = context;
  const [first, ...rest] = words;
  if (first === 'cancel') {
    if (rest.length > 0) throw new ControlError('ERR_CONTROL_USAGE', 'Usage: shutdown cancel');
    if (!(await ending.cancel())) {
      throw new ControlError('ERR_CONTROL_FAILED', 'No shutdown is waiting');
    }
    return await answer('shutdown cancelled, listening again', { cancelled: true });
  }
  const timed = first !== undefined && (first === 'now' || parseDuration(first) !== undefined);
  const delayMs = timed && first !== 'now' ? readDuration(first) : 0;
  const message = (timed ? rest : words).join(' ');
  await ending.begin({
    delayMs,
    ...(first === 'now' && { graceMs: 0 }),
    ...(message !== '' && { message }),
  });
  if (delayMs > 0) {
    const text = `shutting down in ${formatDuration(delayMs)}; "shutdown cancel" takes it back`;
    return await answer(text, { delayMs });
  }
  await ending.closed;
  await answer('shut down', { closed: true });
}
