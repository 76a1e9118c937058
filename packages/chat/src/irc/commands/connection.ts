import { stripFormats } from '../../../../../common/text/plain-text.ts';
import { accountOf } from '../../protocol/names.ts';
import { serverName } from '../../render/irc-line.ts';
import type { IrcCommand } from '../command.ts';
import { closingLine } from '../response.ts';

const ping: IrcCommand = {
  name: 'PING',
  kind: 'free',
  run({ params: [token] }, { response }) {
    if (token === undefined) return response.numeric('409', 'No origin specified');
    response.line('PONG', serverName, token);
  },
};

const pong: IrcCommand = { name: 'PONG', kind: 'free', run() {} };

const quit: IrcCommand = {
  name: 'QUIT',
  kind: 'free',
  run({ params: [reason = ''] }, { session }) {
    session.close(stripFormats(reason) || 'quit', 'quit', closingLine('quit'));
  },
};

const cap: IrcCommand = {
  name: 'CAP',
  run({ params }, { caps, response, renderer }) {
    caps.handle(params, response);
    renderer.capsChanged();
  },
};

const nick: IrcCommand = {
  name: 'NICK',
  run({ params: [name] }, { response, nick: current }) {
    if (name === undefined) return response.numeric('431', 'No nickname given');
    if (name === current) return;
    response.numeric(
      '447',
      `Your nick is your account, ${current}; log in with another to change it`,
    );
  },
};

const authenticate: IrcCommand = {
  name: 'AUTHENTICATE',
  run(_message, { response }) {
    response.numeric('907', 'You have already authenticated');
  },
};

const register: IrcCommand = {
  name: 'REGISTER',
  run(_message, { response, nick: current }) {
    if (accountOf(current) === undefined) {
      const advice = 'You are connected as a guest; reconnect and send REGISTER before USER';
      return response.fail('REGISTER', 'TEMPORARILY_UNAVAILABLE', [current], advice);
    }
    const text = 'You are already logged in';
    response.fail('REGISTER', 'ALREADY_AUTHENTICATED', [current], text);
  },
};

const oper: IrcCommand = {
  name: 'OPER',
  run(_message, { response }) {
    response.numeric('491', 'Operators are named in the identification file');
  },
};

/** Client-only tags are dropped (`CLIENTTAGDENY=*`), and a `TAGMSG` has nothing else. */
const tagmsg: IrcCommand = { name: 'TAGMSG', run() {} };

const alreadyRegistered: readonly IrcCommand[] = ['USER', 'PASS'].map((name) => ({
  name,
  run(_message, { response }) {
    response.numeric('462', 'You may not reregister');
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
  ...alreadyRegistered,
];
