import { ClientError } from '../errors.ts';
import { actionBytes, formatAction } from '../irc/ctcp.ts';
import { maxLineBytes } from '../irc/format-message.ts';
import { minPieceBytes, splitText } from '../irc/split-text.ts';
import { isWord } from '../irc/word.ts';
import type { ChatMessage } from './chat-message.ts';
import type { Outgoing } from './outbox.ts';

/** The bytes `!user@host` may have behind our name, where the server passes a line on. */
const maxUserHostBytes = 76;

/**
 * The lines that say a text: short enough to be passed on whole, with the server's word of who said it in front.
 *
 * @throws {ClientError} `ERR_CLIENT_INVALID` if the target can't be one, or leaves no room with a name as long as ours
 */
export function composeLines(
  target: string,
  text: string,
  kind: ChatMessage['kind'],
  name: string,
): Outgoing[] {
  if (!isWord(target) || Buffer.byteLength(target) > 200) {
    throw new ClientError('ERR_CLIENT_INVALID', 'The target is no name of a room or a person');
  }
  const command = kind === 'notice' ? 'NOTICE' : 'PRIVMSG';
  const before = Buffer.byteLength(`:${name} ${command} ${target} :`) + maxUserHostBytes;
  const room = maxLineBytes - 2 - before - (kind === 'action' ? actionBytes : 0);
  if (room < minPieceBytes) {
    throw new ClientError('ERR_CLIENT_INVALID', 'Our name and the target leave no room for a text');
  }
  return splitText(text.replaceAll('\0', ''), room).map((piece) => ({
    command,
    target,
    body: kind === 'action' ? formatAction(piece) : piece,
    shown: { kind, text: piece },
  }));
}
