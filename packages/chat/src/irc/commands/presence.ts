import type { MemberState } from '../../protocol/requests.ts';
import type { IrcCommand, IrcCommandContext } from '../irc-command.ts';
import { userHost } from '../../render/irc-message-lines.ts';

/** So many nicks one command asks about. */
const maxNames = { ISON: 30, USERHOST: 5 };

/** Which of some nicks are here. */
const ison: IrcCommand = {
  name: 'ISON',
  params: 1,
  async run({ params }, context) {
    const found = await look(nicks(params, maxNames.ISON), context);
    context.reply.numeric('303', found.map(({ account }) => account).join(' '));
  },
};

/** Where some nicks are, which is nobody's business, and whether they are away. */
const userhost: IrcCommand = {
  name: 'USERHOST',
  params: 1,
  async run({ params }, context) {
    const found = await look(nicks(params, maxNames.USERHOST), context);
    const states = found.map(({ account, operator, away }) => {
      const flags = `${operator ? '*' : ''}=${away === undefined ? '+' : '-'}`;
      return `${account}${flags}${account}@${userHost}`;
    });
    context.reply.numeric('302', states.join(' '));
  },
};

/** Commands that ask whether people are here. */
export const presenceCommands: readonly IrcCommand[] = [ison, userhost];

function nicks(params: readonly string[], most: number): string[] {
  const words = params.flatMap((param) => param.split(' '));
  return words.filter((word) => word !== '').slice(0, most);
}

async function look(
  accounts: readonly string[],
  { session }: IrcCommandContext,
): Promise<readonly MemberState[]> {
  return (await session.request('present', { accounts })).members;
}
