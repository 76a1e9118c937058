import type { Command } from '../command.ts';
import { needAccount } from '../need.ts';
import { info } from '../text-view.ts';

/** Makes all tokens worthless, and leaves. */
export const logout: Command = {
  names: ['logout'],
  usage: '',
  help: 'revokes all your tokens and leaves',
  async run(_args, { session, authenticator }) {
    const count = await authenticator.revoke(needAccount(session));
    const gone = count === 1 ? '1 token is' : `${count} tokens are`;
    session.close('', 'quit', info(`${gone} worthless now; bye`));
  },
};
