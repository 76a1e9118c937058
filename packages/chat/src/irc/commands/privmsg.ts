import { ChatError } from '../../errors.ts';
import type { MessageKind } from '../../history/message.ts';
import { roomIn } from '../find.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { messageLines } from '../../render/irc-message-lines.ts';
import { lineCount, maxTargets } from '../targets.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

const actionPattern = /^\x01ACTION ?([^]*?)\x01?$/; // eslint-disable-line no-control-regex

/** What is said, and how it is told that it could not be. */
interface Saying {
  readonly kind: MessageKind;
  readonly text: string;
  readonly refuse: (code: string, ...params: string[]) => void;
}

/** Says something, to rooms or to people. */
export const privmsg: IrcCommand = {
  name: 'PRIVMSG',
  kind: 'talk',
  cost: ([targets = '']) => lineCount(targets),
  run: (message, context) => say(message, context),
};

/** Says something that nothing answers: no program, and not the server either, whatever is wrong (RFC 1459). */
export const notice: IrcCommand = {
  name: 'NOTICE',
  kind: 'talk',
  cost: ([targets = '']) => lineCount(targets),
  async run(message, context) {
    try {
      await say(message, context);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  },
};

async function say(
  { command, params: [targets = '', text = ''] }: Parameters<IrcCommand['run']>[0],
  context: IrcCommandContext,
): Promise<void> {
  const { reply } = context;
  const refuse = (code: string, ...params: string[]): void => {
    if (command !== 'NOTICE') reply.numeric(code, ...params);
  };
  if (targets === '') return refuse('411', `No recipient given (${command})`);
  if (text === '') return refuse('412', 'No text to send');
  const names = targets.split(',');
  if (names.length > maxTargets)
    return refuse('407', targets, `No more than ${maxTargets} at once`);
  const action = actionPattern.exec(text);
  const said = stripFormats(action?.[1] ?? text);
  const kind: MessageKind = command === 'NOTICE' ? 'notice' : action ? 'action' : 'message';
  const saying = { kind, text: said, refuse };
  for (const name of names) {
    if (!action && text.startsWith('\x01')) refuseCtcp(name, saying);
    else if (name.startsWith('#')) post(name, saying, context);
    else await tell(name, saying, context);
  }
}

function refuseCtcp(name: string, { refuse }: Saying): void {
  const code = name.startsWith('#') ? '404' : '531';
  refuse(code, name, 'Only ACTION is passed on, no other CTCP');
}

/** Its answer comes with the hub's, in the order of what is said. */
function post(
  channel: string,
  { kind, text, refuse }: Saying,
  { session, renderer }: IrcCommandContext,
): void {
  const room = roomIn(session, channel);
  if (room === undefined) return refuse('404', channel, 'You are not in that channel');
  renderer.posted(room, { isNotice: kind === 'notice' });
  session.post(room, kind, text);
}

async function tell(
  to: string,
  { kind, text, refuse }: Saying,
  { session, reply, nick, caps }: IrcCommandContext,
): Promise<void> {
  try {
    const told = await session.request('private-message', { to, kind, text });
    if (caps.granted.has('echo-message')) {
      reply.add(...messageLines({ ...told, account: nick, kind }, told.to));
    }
    if (told.away !== undefined) refuse('301', told.to, told.away);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_NOT_HERE') throw error;
    refuse('401', to, 'No such nick/channel');
  }
}
