import { ChatError } from '../../errors.ts';
import type { MessageKind } from '../../history/message.ts';
import { roomIn } from '../find.ts';
import type { IrcCommand, IrcScene } from '../irc-command.ts';
import { saidLines } from '../said-lines.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

const maxTargets = 4;
const actionPattern = /^\x01ACTION ?([^]*?)\x01?$/; // eslint-disable-line no-control-regex

/** Says something, to rooms or to people. */
export const privmsg: IrcCommand = {
  name: 'PRIVMSG',
  run: (message, scene) => say(message, scene),
};
/** Says something that no program answers. */
export const notice: IrcCommand = { name: 'NOTICE', run: (message, scene) => say(message, scene) };

async function say(
  { command, params: [targets = '', text = ''] }: Parameters<IrcCommand['run']>[0],
  scene: IrcScene,
): Promise<void> {
  const { reply } = scene;
  if (targets === '') return reply.numeric('411', `No recipient given (${command})`);
  if (text === '') return reply.numeric('412', 'No text to send');
  const names = targets.split(',');
  if (names.length > maxTargets) {
    return reply.numeric('407', targets, `No more than ${maxTargets} at once`);
  }
  const action = actionPattern.exec(text);
  const said = stripFormats(action?.[1] ?? text);
  const kind: MessageKind = command === 'NOTICE' ? 'notice' : action ? 'action' : 'message';
  for (const name of names) {
    if (!action && text.startsWith('\x01')) refuseCtcp(name, scene);
    else if (name.startsWith('#')) post(name, { kind, text: said }, scene);
    else await tell(name, { kind, text: said }, scene);
  }
}

function refuseCtcp(name: string, { reply }: IrcScene): void {
  const code = name.startsWith('#') ? '404' : '531';
  reply.numeric(code, name, 'Only ACTION is passed on, no other CTCP');
}

/** Its answer comes with the hub's, in the order of what is said. */
function post(
  channel: string,
  { kind, text }: { kind: MessageKind; text: string },
  { session, voice, reply }: IrcScene,
): void {
  const room = roomIn(session, channel);
  if (room === undefined) {
    return reply.numeric('404', channel, 'You are not in that channel');
  }
  voice.posted(room);
  session.post(room, kind, text);
}

async function tell(
  to: string,
  { kind, text }: { kind: MessageKind; text: string },
  { session, reply, nick, caps }: IrcScene,
): Promise<void> {
  try {
    const told = await session.ask('tell', { to, kind, text });
    if (caps.granted.has('echo-message')) {
      reply.add(...saidLines({ ...told, account: nick, kind }, told.to));
    }
    if (told.away !== undefined && kind !== 'notice') reply.numeric('301', told.to, told.away);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_NOT_HERE') throw error;
    // A notice is never answered (RFC 1459).
    if (kind !== 'notice') reply.numeric('401', to, 'No such nick/channel');
  }
}
