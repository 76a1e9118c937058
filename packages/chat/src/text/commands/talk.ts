import { ChatError } from '../../errors.ts';
import { type Command, type CommandContext, firstWord, need, needRoom } from '../command.ts';
import { sentLine } from '../renderer.ts';
import { info } from '../../render/text-lines.ts';

const msg: Command = {
  names: ['msg', 'w', 'tell'],
  usage: '<name> <text>',
  help: 'sends a private message',
  kind: 'talk',
  async run(args, context) {
    const [to, text] = firstWord(args);
    await sendPrivately(context, to, need(text, '/msg anna hello'));
  },
};

const reply: Command = {
  names: ['reply', 'r'],
  usage: '<text>',
  help: 'replies to the last private message',
  kind: 'talk',
  async run(args, context) {
    const to = context.session.lastFrom;
    if (to === undefined) {
      throw new ChatError('ERR_CHAT_NOT_HERE', 'Nobody has sent you a private message yet');
    }
    await sendPrivately(context, to, need(args, '/reply hello'));
  },
};

async function sendPrivately({ session }: CommandContext, to: string, text: string): Promise<void> {
  const message = { to, kind: 'message', text } as const;
  const { to: name, away } = await session.request('private-message', message);
  session.show(sentLine(name, text));
  if (away !== undefined) session.show(info(`${name} is away: ${away}`));
}

const me: Command = {
  names: ['me'],
  usage: '<action>',
  help: 'says what you do: "/me waves" shows "* anna waves"',
  kind: 'talk',
  run(args, { session }) {
    session.post(needRoom(session), 'action', need(args, '/me waves'));
  },
};

/** Commands that send messages. */
export const talkCommands: readonly Command[] = [msg, reply, me];
