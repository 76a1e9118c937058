import type { IrcMessage } from '../../src/index.ts';
import { allCaps, type FakeClient, type StoredMessage } from './fake-server.ts';

type Command = (client: FakeClient, message: IrcMessage) => void;

/** The command handlers of the fake server. */
export const commands: Readonly<Record<string, Command>> = {
  CAP: (client, { params: [verb = '', words = ''] }) => {
    if (verb === 'LS') {
      client.capEnded = false;
      const caps = client.server.options.caps ?? allCaps;
      const middle = caps.indexOf(' ', caps.length / 2);
      if (middle !== -1) client.send(`:fake CAP * LS * :${caps.slice(0, middle)}`);
      client.send(`:fake CAP * LS :${caps.slice(middle + 1)}`);
    } else if (verb === 'REQ') {
      for (const word of words.split(' ')) client.caps.add(word);
      client.send(`:fake CAP * ACK :${words}`);
    } else if (verb === 'END') {
      client.capEnded = true;
      welcome(client);
    }
  },
  PASS: () => {},
  NICK: (client, { params: [nick = ''] }) => {
    client.nick = nick;
  },
  USER: (client) => welcome(client),
  AUTHENTICATE: (client, { params: [word = ''] }) => {
    if (word === 'PLAIN') return client.send('AUTHENTICATE +');
    const [, name = '', secret = ''] = Buffer.from(word, 'base64').toString().split('\0');
    const { accounts, tokens } = client.server;
    if (accounts[name] !== secret && tokens.get(secret) !== name) {
      return client.send(':fake 904 * :Wrong name, password or token');
    }
    client.account = name;
    client.send(`:fake 900 ${name} ${name}!x@host ${name} :You are logged in`);
    client.send(`:fake 903 ${name} :Done`);
  },
  REGISTER: (client, { params: [account = '', , password = ''] }) => {
    const { accounts } = client.server;
    if (Object.hasOwn(accounts, account)) {
      return client.send(`FAIL REGISTER ACCOUNT_EXISTS ${account} :The name is taken`);
    }
    accounts[account] = password;
    client.account = account;
    client.send(`:fake 900 ${account} ${account}!x@host ${account} :You are logged in`);
    client.send(`REGISTER SUCCESS ${account} :Welcome`);
  },
  TOKEN: (client, { tags }) => {
    const { tokens } = client.server;
    const token = `token-${tokens.size + 1}`;
    tokens.set(token, client.account ?? client.nick);
    const label = tags.get('label');
    client.send(`NOTE TOKEN TOKEN_ISSUED ${token} 2031-01-01T00:00:00.000Z :Keep it`, { label });
  },
  LOGOUT: (client, { tags }) => {
    const { tokens } = client.server;
    const label = tags.get('label');
    client.send(`NOTE LOGOUT TOKENS_REVOKED ${tokens.size} :Revoked`, { label });
    tokens.clear();
    client.send('ERROR :Closing link: logged out');
    client.socket.end();
  },
  PASSWD: (client, { params: [word = ''], tags }) => {
    const { accounts, tokens } = client.server;
    const [old, chosen = ''] = Buffer.from(word, 'base64').toString().split('\0');
    const label = tags.get('label');
    if (client.account === undefined || accounts[client.account] !== old) {
      return client.send('FAIL PASSWD BAD_CREDENTIALS :Wrong password', { label });
    }
    accounts[client.account] = chosen;
    tokens.clear();
    client.send('NOTE PASSWD PASSWORD_CHANGED :Changed', { label });
  },
  PING: (client, { params: [token = ''], tags }) =>
    client.send(`:fake PONG fake :${token}`, { label: tags.get('label') }),
  PONG: () => {},
  JOIN: (client, { params: [room = ''], tags }) =>
    client.server.join(client, room, tags.get('label')),
  PART: (client, { params: [room = ''], tags }) => {
    const line = `:${client.nick}!x@host PART ${room}`;
    for (const one of client.server.recipients(room)) {
      one.send(line, { label: one === client ? tags.get('label') : undefined });
    }
    client.server.rooms.get(room)?.delete(client);
  },
  PRIVMSG: say,
  NOTICE: say,
  TOPIC: (client, { params: [room = '', topic = ''], tags }) => {
    for (const one of client.server.recipients(room)) {
      const label = one === client ? tags.get('label') : undefined;
      one.send(`:${client.nick}!x@host TOPIC ${room} :${topic}`, { label });
    }
  },
  LIST: (client, { tags }) => {
    const lines = Array.from(
      client.server.rooms,
      ([room, { size }]) => `:fake 322 ${client.nick} ${room} ${size} :tea`,
    );
    answer(client, tags.get('label'), [...lines, `:fake 323 ${client.nick} :End`]);
  },
  NAMES: (client, { params: [room = ''], tags }) => {
    const names = client.server.recipients(room).map(({ nick }) => nick);
    answer(client, tags.get('label'), [
      `:fake 353 ${client.nick} = ${room} :${names.join(' ')}`,
      `:fake 366 ${client.nick} ${room} :End`,
    ]);
  },
  WHOIS: (client, { params: [name = ''], tags }) => {
    const known = client.server.recipients(name).length > 0;
    answer(
      client,
      tags.get('label'),
      known
        ? [
            `:fake 311 ${client.nick} ${name} user host * :Real ${name}`,
            `:fake 317 ${client.nick} ${name} 61 1893456000 :seconds idle, signon time`,
            `:fake 319 ${client.nick} ${name} :@#lobby #tea`,
            `:fake 318 ${client.nick} ${name} :End`,
          ]
        : [`:fake 401 ${client.nick} ${name} :No such nick`],
    );
  },
  AWAY: (client, { params: [reason = ''], tags }) =>
    client.send(`:fake ${reason ? 306 : 305} ${client.nick} :${reason ? 'Away' : 'Back'}`, {
      label: tags.get('label'),
    }),
  CHATHISTORY: (client, message) => {
    if (message.params[0] === 'TARGETS') return findTargets(client, message);
    const page = findHistory(client, message.params);
    const reference = `h${(client.server.count += 1)}`;
    const label = message.tags.get('label');
    client.send(`BATCH +${reference} chathistory ${message.params[1]}`, { label });
    for (const stored of page) client.server.deliver(client, stored, { batch: reference });
    client.send(`BATCH -${reference}`);
  },
  QUIT: (client) => {
    client.send('ERROR :Goodbye');
    client.socket.end();
  },
};

function welcome(client: FakeClient): void {
  const { nick, server, capEnded, welcomed } = client;
  if (welcomed || nick === '' || !capEnded) return;
  client.welcomed = true;
  client.send(`:fake 001 ${nick} :Welcome ${nick}`);
  const max = server.options.historyMax ?? 100;
  client.send(`:fake 005 ${nick} CASEMAPPING=ascii CHATHISTORY=${max} CHANTYPES=# :are supported`);
  client.send(`:fake 422 ${nick} :No MOTD`);
  server.join(client, '#lobby');
}

function say(client: FakeClient, message: IrcMessage): void {
  const { server, nick } = client;
  const [target = '', text = ''] = message.params;
  const label = message.tags.get('label');
  if (!target.startsWith('#') && server.recipients(target).length === 0) {
    return client.send(`:fake 401 ${nick} ${target} :No such nick`, { label });
  }
  const stored = server.store(nick, target, text, message.command);
  if (client.caps.has('echo-message')) server.deliver(client, stored, { label });
  for (const one of server.recipients(target)) if (one !== client) server.deliver(one, stored);
}

function answer(client: FakeClient, label: string | undefined, lines: readonly string[]): void {
  const batch = label === undefined ? undefined : `b${label}`;
  if (batch !== undefined) client.send(`BATCH +${batch} labeled-response`, { label });
  for (const line of lines) client.send(line, { batch });
  if (batch !== undefined) client.send(`BATCH -${batch}`);
}

function findTargets(client: FakeClient, { params, tags }: IrcMessage): void {
  const [from = 0, to = 0] = params.slice(1, 3).map((point) => Date.parse(point.slice(10)));
  const latest = new Map<string, string>();
  for (const stored of client.server.stored) {
    const ours = stored.target.startsWith('#') || stored.from === client.nick;
    if (ours || stored.target === client.nick)
      latest.set(ours ? stored.target : stored.from, stored.time);
  }
  const found = [...latest].filter(([, time]) => Date.parse(time) > from && Date.parse(time) < to);
  const reference = `t${(client.server.count += 1)}`;
  const label = tags.get('label');
  client.send(`BATCH +${reference} draft/chathistory-targets`, { label });
  for (const [name, time] of found.slice(0, Number(params[3]))) {
    client.send(`CHATHISTORY TARGETS ${name} ${time}`, { batch: reference });
  }
  client.send(`BATCH -${reference}`);
}

function findHistory(client: FakeClient, params: readonly string[]): StoredMessage[] {
  const [verb = '', target = '', ...points] = params;
  const { server } = client;
  const limit = Math.min(Number(points.at(-1)), server.options.historyMax ?? 100);
  const all = server.stored.filter(
    (stored) =>
      stored.target === target || (stored.from === target && stored.target === client.nick),
  );
  const at = (point = ''): ((stored: StoredMessage) => number) => {
    const [kind, value = ''] = [
      point.slice(0, point.indexOf('=')),
      point.slice(point.indexOf('=') + 1),
    ];
    if (kind === 'timestamp') return (stored) => Date.parse(stored.time) - Date.parse(value);
    const index = all.findIndex(({ id }) => id === value);
    return (stored) => all.indexOf(stored) - index;
  };
  const [first, second] = points;
  if (verb === 'AFTER') return all.filter((stored) => at(first)(stored) > 0).slice(0, limit);
  if (verb === 'BEFORE') return all.filter((stored) => at(first)(stored) < 0).slice(-limit);
  if (verb === 'BETWEEN') {
    return all.filter((stored) => at(first)(stored) > 0 && at(second)(stored) < 0).slice(0, limit);
  }
  return all.filter((stored) => first === '*' || at(first)(stored) > 0).slice(-limit);
}
