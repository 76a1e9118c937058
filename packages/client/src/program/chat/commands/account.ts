import { formatTime } from '../../../../../../common/text/duration.ts';
import { codeOf } from '../../../../../../common/thrown.ts';
import { type ChatCommand, firstWord } from './command.ts';

const nick: ChatCommand = {
  name: 'nick',
  usage: '<name>',
  summary: 'show your name, and how to use another one',
  async run({ client, answer }, words) {
    const [name] = firstWord(words);
    const hint = 'Your name is your account: to use another one, quit and run threadline name@host';
    if (name === undefined) return answer([`you are ${client.name}`, hint], { name: client.name });
    try {
      await client.command('NICK', name);
    } catch {
      throw new Error(hint);
    }
  },
};

const passwd: ChatCommand = {
  name: 'passwd',
  usage: '',
  summary: 'change your password; you are asked for the old and the new one',
  async run({ client, view, answer }, words) {
    if (words !== '') throw new Error('Type /passwd alone; you are asked for the passwords');
    if (view.ask === undefined) throw new Error('Changing the password needs a terminal');
    const passwords = await view.ask(async (ask) => {
      const oldPassword = await ask('Old password: ');
      const newPassword = oldPassword ? await ask('New password: ') : undefined;
      const repeated = newPassword ? await ask('Repeat password: ') : undefined;
      if (!oldPassword || !newPassword || repeated === undefined) return undefined;
      return { oldPassword, newPassword, repeated };
    });
    if (passwords === undefined) return answer(['nothing was changed']);
    const { oldPassword, newPassword, repeated } = passwords;
    if (newPassword !== repeated) {
      throw new Error('The passwords do not match; nothing was changed');
    }
    await client.changePassword(oldPassword, newPassword);
    answer(['password changed']);
  },
};

const token: ChatCommand = {
  name: 'token',
  usage: '',
  summary: 'create and show a session token, which logs you in without your password',
  async run({ client, answer }) {
    const issued = await client.requestToken();
    const until =
      issued.expiresAt === undefined
        ? ''
        : `, valid until ${formatTime(issued.expiresAt.getTime())}`;
    answer([`your token${until}: ${issued.token}`], issued);
  },
};

const logout: ChatCommand = {
  name: 'logout',
  usage: '',
  summary: 'revoke all session tokens of your account, and quit',
  async run({ client, tokens, server, answer }) {
    const deleteSaved = (): boolean => tokens?.delete(server, client.name) === true;
    try {
      const revoked = await client.logOut();
      deleteSaved();
      const what = revoked === 1 ? '1 token' : `${revoked ?? 'all'} tokens`;
      answer([`logged out: ${what} revoked`], { revoked });
    } catch (error) {
      if (codeOf(error) !== 'ERR_CLIENT_UNSUPPORTED') throw error;
      const saved = deleteSaved() ? '; the token saved on this machine is deleted' : '';
      throw new Error(`This server cannot revoke tokens${saved}`, { cause: error });
    }
  },
};

/** Commands about the user's own account. */
export const accountCommands: readonly ChatCommand[] = [nick, passwd, token, logout];
