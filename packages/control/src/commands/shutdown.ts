import { ControlError } from '../errors.ts';
import { defaultGraceMs } from '../shutdown.ts';
import { formatDuration } from '../text/quantity.ts';
import { paragraph } from '../text/wrap.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { checkWait, takeDuration } from './durations.ts';

export const shutdown: Command = {
  name: 'shutdown',
  group: 'Server',
  aliases: ['stop', 'halt'],
  usage: '[delay|now|cancel] [message]',
  summary: 'let the clients leave, then end the server',
  details:
    'Without a delay the clients have 5 s to leave. With one (90s, 10m) the server stops listening and waits for that ' +
    'time first, or until all clients have left; `shutdown cancel` takes that back. The clients are told of both. ' +
    '`shutdown now` does not wait.',
  words: [0, Infinity],
  audit: 'line',
  complete: (_, words) => (words.length === 1 ? ['now', 'cancel'] : []),
  run: runShutdown,
};

/** Ends the server as the arguments say. */
export async function runShutdown(context: CommandContext, { words }: Arguments): Promise<void> {
  const [first, ...rest] = words;
  if (first === 'cancel') return await cancel(context, rest);
  if (first === 'now') return await end(context, { graceMs: 0, message: rest.join(' ') });
  const { durationMs = 0, rest: message } = takeDuration(words);
  if (durationMs === 0 && /^\d/.test(first ?? '')) {
    // Nobody who typed a number wanted the server to end now.
    throw new ControlError('ERR_CONTROL_USAGE', `Expected a duration such as 90s, got "${first}"`);
  }
  if (durationMs === 0) return await end(context, { graceMs: defaultGraceMs, message });
  const delayMs = checkWait(durationMs, first ?? '');
  const announcement = `The server shuts down in ${formatDuration(delayMs)}`;
  await context.shutdown.begin({
    delayMs,
    message: message === '' ? announcement : `${announcement}: ${message}`,
  });
  const text = `shutting down in ${formatDuration(delayMs)}, or once all clients have left; "shutdown cancel" takes it back`;
  await context.answer(paragraph(text, context.io.columns), { delayMs });
}

async function cancel({ shutdown: ending, target, answer }: CommandContext, rest: string[]) {
  if (rest.length > 0) throw new ControlError('ERR_CONTROL_USAGE', 'Usage: shutdown cancel');
  if (!(await ending.cancel())) {
    throw new ControlError('ERR_CONTROL_FAILED', 'No shutdown is waiting');
  }
  await target.say?.('The shutdown was cancelled');
  await answer('shutdown cancelled, listening again', { cancelled: true });
}

async function end(
  { shutdown: ending, io, json, signal, answer }: CommandContext,
  { graceMs, message }: { graceMs: number; message: string },
): Promise<void> {
  let ended = false;
  void ending.clients().then((clients) => {
    if (clients === 0 || graceMs === 0 || json || ended) return;
    const hint = io.leave === undefined ? 'Ctrl-C ends at once' : '"shutdown now" ends at once';
    void io.write(paragraph(`${waitingFor(clients, graceMs)}; ${hint}`, io.columns));
  });
  // On the console Ctrl-C is for the command that runs, and no other can be given meanwhile.
  const hurry = (): void => void ending.begin({ graceMs: 0 });
  if (io.leave === undefined) signal.addEventListener('abort', hurry, { once: true });
  await ending.begin({ graceMs, ...(message !== '' && { message }) });
  await ending.closed.finally(() => (ended = true));
  await answer('shut down', { closed: true });
}

/** Says what the end of the server waits for. */
export function waitingFor(clients: number, graceMs: number): string {
  const who = clients === 1 ? '1 client' : `${clients} clients`;
  return `waiting up to ${formatDuration(graceMs)} for ${who} to leave`;
}
