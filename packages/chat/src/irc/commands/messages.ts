import { stripFormats } from '../../../../../common/text/plain-text.ts';
import { ChatError } from '../../errors.ts';
import type { MessageKind } from '../../history/message.ts';
import { messageLines } from '../../render/irc-message-lines.ts';
import {
  type IrcCommand,
  type IrcCommandContext,
  maxTargets,
  roomIn,
  targetCost,
} from '../command.ts';
import type { IrcMessage } from '../message.ts';

const actionPattern = /^\x01ACTION ?([^]*?)\x01?$/; // eslint-disable-line no-control-regex

/** What is sent to each target. */
interface Outgoing {
  readonly kind: MessageKind;
  readonly text: string;
  /** Adds an error to the response, unless the message is a notice. */
  readonly reject: (code: string, ...params: string[]) => void;
}

const privmsg: IrcCommand = {
  name: 'PRIVMSG',
  kind: 'talk',
  cost: ([targets = '']) => targetCost(targets),
  run: send,
};

/** Nothing answers a notice, not even an error of the server (RFC 1459). */
const notice: IrcCommand = {
  name: 'NOTICE',
  kind: 'talk',
  cost: ([targets = '']) => targetCost(targets),
  async run(message, context) {
    try {
      await send(message, context);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  },
};

async function send(
  { command, params: [targets = '', text = ''] }: IrcMessage,
  context: IrcCommandContext,
): Promise<void> {
  const { response } = context;
  const reject = (code: string, ...params: string[]): void => {
    if (command !== 'NOTICE') response.numeric(code, ...params);
  };
  if (targets === '') return reject('411', `No recipient given (${command})`);
  if (text === '') return reject('412', 'No text to send');
  const names = targets.split(',');
  if (names.length > maxTargets) {
    return reject('407', targets, `No more than ${maxTargets} at once`);
  }
  const action = actionPattern.exec(text);
  const kind: MessageKind = command === 'NOTICE' ? 'notice' : action ? 'action' : 'message';
  const outgoing = { kind, text: stripFormats(action?.[1] ?? text), reject };
  for (const name of names) {
    if (!action && text.startsWith('\x01')) rejectCtcp(name, outgoing);
    else if (name.startsWith('#')) post(name, outgoing, context);
    else await sendPrivately(name, outgoing, context);
  }
}

function rejectCtcp(name: string, { reject }: Outgoing): void {
  const code = name.startsWith('#') ? '404' : '531';
  reject(code, name, 'CTCP is not supported, except for ACTION');
}

/** Posts to a channel. The hub's result becomes part of the response when it arrives. */
function post(
  channel: string,
  { kind, text, reject }: Outgoing,
  { session, renderer, response }: IrcCommandContext,
): void {
  const room = roomIn(session, channel);
  if (room === undefined) return reject('404', channel, 'You are not in that channel');
  renderer.posted(room, kind === 'notice', response);
  session.post(room, kind, text);
}

async function sendPrivately(
  to: string,
  { kind, text, reject }: Outgoing,
  { session, response, nick, caps }: IrcCommandContext,
): Promise<void> {
  try {
    const sent = await session.request('private-message', { to, kind, text });
    if (caps.granted.has('echo-message')) {
      response.add(...messageLines({ ...sent, account: nick, kind }, sent.to));
    }
    if (sent.away !== undefined) reject('301', sent.to, sent.away);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_NOT_HERE') throw error;
    reject('401', to, 'No such nick/channel');
  }
}

/** Commands that send messages. */
export const messageCommands: readonly IrcCommand[] = [privmsg, notice];
