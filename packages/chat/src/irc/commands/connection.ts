import { accountOf } from '../../protocol/names.ts';
import { serverName } from '../../render/irc-line.ts';
import type { IrcCommand } from '../irc-command.ts';
import { errorLine } from '../irc-reader.ts';
import { stripFormats } from '../../../../../common/text/strip-formats.ts';

const ping: IrcCommand = {
  name: 'PING',
  kind: 'free',
  run({ params: [token] }, { reply }) {
    if (token === undefined) return reply.numeric('409', 'No origin specified');
    reply.line('PONG', serverName, token);
  },
};

const pong: IrcCommand = { name: 'PONG', kind: 'free', run() {} };

const quit: IrcCommand = {
  name: 'QUIT',
  kind: 'free',
  run({ params: [reason = ''] }, { session }) {
    session.close(stripFormats(reason) || 'quit', 'quit', errorLine('Closing link: quit'));
  },
};

const cap: IrcCommand = {
  name: 'CAP',
  run({ params }, { caps, reply, renderer }) {
    caps.handle(params, reply);
    renderer.capsChanged();
  },
};

const nick: IrcCommand = {
  name: 'NICK',
  run({ params: [name] }, { reply, nick: own }) {
    if (name === undefined) return reply.numeric('431', 'No nickname given');
    if (name === own) return;
    reply.numeric('447', `Your nick is your account, ${own}: log in with another to change it`);
  },
};

const authenticate: IrcCommand = {
  name: 'AUTHENTICATE',
  run(_message, { reply }) {
    reply.numeric('907', 'You have already authenticated');
  },
};

const register: IrcCommand = {
  name: 'REGISTER',
  run(_message, { reply, nick: own }) {
    if (accountOf(own) === undefined) {
      const advice = 'You are here as a guest: come again, and send REGISTER before USER';
      return reply.fail('REGISTER', 'TEMPORARILY_UNAVAILABLE', [own], advice);
    }
    const text = 'You are logged in already';
    reply.fail('REGISTER', 'ALREADY_AUTHENTICATED', [own], text);
  },
};

const oper: IrcCommand = {
  name: 'OPER',
  run(_message, { reply }) {
    reply.numeric('491', 'Operators are made in the identification file');
  },
};

/** Client-only tags are not passed on (`CLIENTTAGDENY=*`), so nothing is left of it. */
const tagmsg: IrcCommand = { name: 'TAGMSG', run() {} };

const again: readonly IrcCommand[] = ['USER', 'PASS'].map((name) => ({
  name,
  run(_message, { reply }) {
    reply.numeric('462', 'You may not register again');
  },
}));

/** Commands about the connection itself. */
export const connectionCommands: readonly IrcCommand[] = [
  ping,
  pong,
  quit,
  cap,
  nick,
  authenticate,
  register,
  oper,
  tagmsg,
  ...again,
];
