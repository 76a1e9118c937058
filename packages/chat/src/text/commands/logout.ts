import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { needAccount } from '../need.ts';

/** Revokes all tokens, ends the other sessions, and leaves. */
export const logout: Command = {
  names: ['logout'],
  usage: '',
  help: 'revokes all your tokens, ends all your sessions',
  async run(_args, { session, authenticator }) {
    const { address } = session.client;
    const origin = { address, session: session.identity.tag };
    const count = await authenticator.revoke(needAccount(session), origin);
    const gone = count === 1 ? '1 token is' : `${count} tokens are`;
    session.close('', 'quit', info(`${gone} worthless now; bye`));
  },
};
