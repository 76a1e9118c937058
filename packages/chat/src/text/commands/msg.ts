import { info } from '../../render/text-lines.ts';
import { type Command, type CommandContext, firstWord } from '../command.ts';
import { need } from '../need.ts';
import { sentLine } from '../text-session-renderer.ts';

/** Says something to one person only. */
export const msg: Command = {
  names: ['msg', 'w', 'tell'],
  usage: '<name> <text>',
  help: 'sends a private message',
  kind: 'talk',
  async run(args, context) {
    const [to, text] = firstWord(args);
    await sendPrivateMessage(context, to, need(text, '/msg anna hello'));
  },
};

/** Says something to somebody in private, and shows that it went. */
export async function sendPrivateMessage(
  { session }: CommandContext,
  to: string,
  text: string,
): Promise<void> {
  const { to: name, away } = await session.request('private-message', {
    to,
    kind: 'message',
    text,
  });
  session.show(sentLine(name, text));
  if (away !== undefined) session.show(info(`${name} is away: ${away}`));
}
