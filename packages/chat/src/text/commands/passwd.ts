import { ChatError } from '../../errors.ts';
import { info } from '../../render/text-lines.ts';
import { refusal } from '../../session/proof.ts';
import type { Command } from '../command.ts';
import { needAccount } from '../need.ts';

function oldIsWrong(error: unknown): never {
  if (refusal(error).code !== 'ERR_AUTH_BAD_CREDENTIALS') throw error;
  throw new ChatError('ERR_CHAT_BAD_INPUT', 'The old password is wrong; nothing changed');
}

/** Changes the password. */
export const passwd: Command = {
  names: ['passwd'],
  usage: '',
  help: 'changes your password; it asks for the old and the new one',
  cost: 10,
  async run(args, { session, terminal, authenticator }) {
    const account = needAccount(session);
    if (args !== '') {
      throw new ChatError('ERR_CHAT_BAD_INPUT', 'Type /passwd alone; you will be asked');
    }
    const old = await terminal.ask('Old password: ', { hidden: true });
    const chosen = old ? await terminal.ask('New password: ', { hidden: true }) : undefined;
    const repeated = chosen ? await terminal.ask('The same again: ', { hidden: true }) : undefined;
    if (!old || !chosen || repeated === undefined) return session.show(info('nothing changed'));
    if (repeated !== chosen) {
      throw new ChatError('ERR_CHAT_BAD_INPUT', 'Those were not the same; nothing changed');
    }
    const { address } = session.client;
    const origin = { address, session: session.identity.tag };
    const changed = authenticator.changePassword(account, old, chosen, origin);
    session.identity.renew(await changed.catch(oldIsWrong));
    session.show(info('password changed; tokens revoked, other sessions ended'));
  },
};
