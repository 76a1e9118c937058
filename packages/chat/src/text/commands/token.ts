import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { needAccount } from '../need.ts';

/** Makes a token to log in with. */
export const token: Command = {
  names: ['token'],
  usage: '',
  help: 'makes a token that logs you in without the password',
  cost: 10,
  async run(_args, { session, authenticator }) {
    const { proof } = session.identity;
    const { token: text, expiresAt } = await authenticator.issueToken(needAccount(session), proof);
    const until = new Date(expiresAt).toISOString().slice(0, 10);
    session.show(info(`give this in place of your password or name, until ${until}:`));
    session.show(info(text));
    session.show(info('whoever has it is you; /logout revokes all your tokens'));
  },
};
