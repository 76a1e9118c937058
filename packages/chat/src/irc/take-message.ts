import { ChatError } from '../errors.ts';
import { refusal } from '../session/proof.ts';
import type { IrcCommand, IrcCommandContext } from './irc-command.ts';
import type { IrcMessage } from './message.ts';
import { plainText } from '../../../../common/text/plain-text.ts';

/** What a refusal is called in standard replies. */
const failures: ReadonlyMap<string, string> = new Map([
  ['ERR_CHAT_BAD_INPUT', 'INVALID_PARAMS'],
  ['ERR_CHAT_DENIED', 'NEED_PRIVILEGES'],
  ['ERR_CHAT_MUTED', 'MUTED'],
  ['ERR_CHAT_FULL', 'LIMIT_REACHED'],
  ['ERR_CHAT_NOT_HERE', 'INVALID_TARGET'],
]);

/** Does what a message asks for; what goes wrong becomes part of the reply. */
export async function takeMessage(
  message: IrcMessage,
  command: IrcCommand | undefined,
  context: IrcCommandContext,
): Promise<void> {
  const { reply } = context;
  if (!command) return reply.numeric('421', plainText(message.command), 'Unknown command');
  if (message.params.length < (command.params ?? 0)) {
    return reply.numeric('461', command.name, 'Not enough parameters');
  }
  try {
    await command.run(message, context);
  } catch (error) {
    replyError(error, command, context);
  }
}

function replyError(
  error: unknown,
  { name }: IrcCommand,
  { reply, session }: IrcCommandContext,
): void {
  if (error instanceof ChatError) {
    if (error.code === 'ERR_CHAT_DENIED') return reply.numeric('481', error.message);
    return reply.fail(name, failures.get(error.code) ?? 'UNKNOWN_ERROR', [], error.message);
  }
  const { code, message } = refusal(error);
  reply.fail(name, 'TEMPORARILY_UNAVAILABLE', [], message);
  if (code !== 'unknown') return;
  const reason = error instanceof Error ? error.message : String(error);
  session.client.context.log('error', 'command failed', { reason });
}
