import { formatTime } from '../../../../../common/text/duration.ts';
import { ChatError } from '../../errors.ts';
import { authFailure } from '../../session/login.ts';
import type { Session } from '../../session/session.ts';
import { type Command, needAccount } from '../command.ts';
import { info } from '../../render/text-lines.ts';

const nick: Command = {
  names: ['nick'],
  usage: '',
  help: 'explains why you cannot change your name',
  run(_args, { session }) {
    const text = `Your name is your account, ${session.account}; to use another, /quit and log in with it`;
    throw new ChatError('ERR_CHAT_DENIED', text);
  },
};

const passwd: Command = {
  names: ['passwd'],
  usage: '',
  help: 'changes your password; it asks for the old and the new one',
  cost: 10,
  async run(args, { session, terminal, authenticator }) {
    const account = needAccount(session);
    if (args !== '') {
      throw new ChatError('ERR_CHAT_BAD_INPUT', 'Type /passwd alone; it asks for the passwords');
    }
    const oldPassword = await terminal.ask('Old password: ', { hidden: true });
    const newPassword = oldPassword
      ? await terminal.ask('New password: ', { hidden: true })
      : undefined;
    const repeated = newPassword
      ? await terminal.ask('Repeat password: ', { hidden: true })
      : undefined;
    if (!oldPassword || !newPassword || repeated === undefined) {
      return session.show(info('your password is unchanged'));
    }
    if (repeated !== newPassword) {
      const text = 'The passwords do not match; your password is unchanged';
      throw new ChatError('ERR_CHAT_BAD_INPUT', text);
    }
    const changed = authenticator.changePassword(
      account,
      oldPassword,
      newPassword,
      originOf(session),
    );
    session.identity.renew(await changed.catch(oldPasswordIsWrong));
    session.show(
      info('your password is changed; your tokens are revoked, and your other sessions closed'),
    );
  },
};

function oldPasswordIsWrong(error: unknown): never {
  if (authFailure(error).code !== 'ERR_AUTH_BAD_CREDENTIALS') throw error;
  throw new ChatError(
    'ERR_CHAT_BAD_INPUT',
    'The old password is wrong; your password is unchanged',
  );
}

const token: Command = {
  names: ['token'],
  usage: '',
  help: 'creates a token that logs you in without the password',
  cost: 10,
  async run(_args, { session, authenticator }) {
    const { proof } = session.identity;
    const issued = await authenticator.issueToken(needAccount(session), proof);
    const until = formatTime(issued.expiresAt);
    session.show(info(`enter this in place of your name or password, until ${until}:`));
    session.show(info(issued.token));
    session.show(info('anyone who has it can log in as you; /logout revokes all your tokens'));
  },
};

const logout: Command = {
  names: ['logout'],
  usage: '',
  help: 'revokes all your tokens and ends all your sessions',
  async run(_args, { session, authenticator }) {
    const count = await authenticator.revoke(needAccount(session), originOf(session));
    const revoked = count === 1 ? '1 token revoked' : `${count} tokens revoked`;
    session.close('', 'quit', info(`${revoked}; bye`));
  },
};

function originOf({ client, identity }: Session): { address: string; session: string } {
  return { address: client.address, session: identity.tag };
}

/** Commands about the user's own account. */
export const accountCommands: readonly Command[] = [nick, passwd, token, logout];
