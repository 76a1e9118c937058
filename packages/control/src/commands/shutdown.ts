import { formatDuration } from '../../../../common/text/duration.ts';
import { ControlError } from '../errors.ts';
import { defaultGraceMs } from '../shutdown.ts';
import { checkTimerDuration, splitLeadingDuration } from '../text/quantities.ts';
import { paragraph } from '../text/layout.ts';
import type { Arguments, Command, CommandContext } from './command.ts';

export const shutdown: Command = {
  name: 'shutdown',
  group: 'Server',
  aliases: ['stop', 'halt'],
  usage: '[delay|now|cancel] [message]',
  summary: 'let the clients leave, then stop the server',
  details:
    'Without a delay, clients get 5 s to leave. With a delay (90s, 10m), the server first stops listening and waits for ' +
    'that time or until all clients have left; `shutdown cancel` cancels it. Both are announced to the clients. ' +
    '`shutdown now` does not wait.',
  arity: [0, Infinity],
  audit: 'line',
  complete: (_, words) => (words.length === 1 ? ['now', 'cancel'] : []),
  run: runShutdown,
};

/** Shuts down the server; used by `exit` too. */
async function runShutdown(context: CommandContext, { words }: Arguments): Promise<void> {
  const [first, ...rest] = words;
  if (first === 'cancel') return await cancel(context, rest);
  if (first === 'now') return await close(context, { graceMs: 0, message: rest.join(' ') });
  const { durationMs = 0, rest: message } = splitLeadingDuration(words);
  if (durationMs === 0 && /^\d/.test(first ?? '')) {
    // A mistyped delay must not stop the server at once.
    throw new ControlError('ERR_CONTROL_USAGE', `Expected a duration such as 90s, got "${first}"`);
  }
  if (durationMs === 0) return await close(context, { graceMs: defaultGraceMs, message });
  const delayMs = checkTimerDuration(durationMs, first ?? '');
  const announcement = `The server is shutting down in ${formatDuration(delayMs)}`;
  await context.shutdown.begin({
    delayMs,
    message: message === '' ? announcement : `${announcement}: ${message}`,
  });
  const text = `shutting down in ${formatDuration(delayMs)}, or once all clients have left; "shutdown cancel" cancels it`;
  await context.reply(paragraph(text, context.io.columns), { delayMs });
}

async function cancel({ shutdown: ending, target, reply }: CommandContext, rest: string[]) {
  if (rest.length > 0) throw new ControlError('ERR_CONTROL_USAGE', 'Usage: shutdown cancel');
  if (!(await ending.cancel())) {
    throw new ControlError('ERR_CONTROL_FAILED', 'No shutdown is pending');
  }
  await target.announce?.('The shutdown has been cancelled');
  await reply('shutdown cancelled, listening again', { cancelled: true });
}

async function close(
  { shutdown: ending, io, json, signal, reply }: CommandContext,
  { graceMs, message }: { graceMs: number; message: string },
): Promise<void> {
  let closed = false;
  void ending.countClients().then((clients) => {
    if (clients === 0 || graceMs === 0 || json || closed) return;
    const hint =
      io.exit === undefined ? 'press Ctrl-C to stop at once' : 'use "shutdown now" to stop at once';
    void io.write(paragraph(`${waitingFor(clients, graceMs)}; ${hint}`, io.columns));
  });
  // No other command can be typed on the console meanwhile, so Ctrl-C means now.
  const hurry = (): void => void ending.begin({ graceMs: 0 });
  if (io.exit === undefined) signal.addEventListener('abort', hurry, { once: true });
  await ending.begin({ graceMs, ...(message !== '' && { message }) });
  await ending.closed.finally(() => (closed = true));
  await reply('shut down', { closed: true });
}

/** Describes what a shutdown waits for. */
export function waitingFor(clients: number, graceMs: number): string {
  const who = clients === 1 ? '1 client' : `${clients} clients`;
  return `waiting up to ${formatDuration(graceMs)} for ${who} to leave`;
}

export const exit: Command = {
  name: 'exit',
  group: 'Console',
  aliases: ['quit', 'bye'],
  usage: '',
  summary: 'leave threadline-ctl; on the server console, shut down',
  arity: [0, 0],
  audit: 'line',
  readOnly: (_, io) => io.exit !== undefined,
  async run(context, args) {
    if (context.io.exit === undefined) await runShutdown(context, args);
    else context.io.exit();
  },
};
