import { serverName } from '../../render/irc-line.ts';
import { version } from '../../version.ts';
import type { IrcCommand } from '../irc-command.ts';
import { countLines, motdLines, supportLines } from '../welcome.ts';

const motd: IrcCommand = {
  name: 'MOTD',
  run(_message, { reply, nick, motd: lines }) {
    reply.add(...motdLines(nick, lines));
  },
};

const lusers: IrcCommand = {
  name: 'LUSERS',
  async run(_message, { reply, nick, hub }) {
    const count = await hub.request<'count'>({ type: 'count' });
    reply.add(...countLines(nick, count));
  },
};

const versionCommand: IrcCommand = {
  name: 'VERSION',
  run(_message, { reply, nick, network }) {
    reply.numeric(
      '351',
      `threadline-${version}`,
      serverName,
      'a chat with a thread for each client',
    );
    reply.add(...supportLines(nick, network));
  },
};

const time: IrcCommand = {
  name: 'TIME',
  run(_message, { reply }) {
    reply.numeric('391', serverName, new Date().toISOString());
  },
};

const info: IrcCommand = {
  name: 'INFO',
  run(_message, { reply }) {
    reply.numeric('371', `threadline ${version}: every client has a thread of its own`);
    reply.numeric('374', 'End of /INFO list');
  },
};

const admin: IrcCommand = {
  name: 'ADMIN',
  run(_message, { reply }) {
    reply.numeric('423', serverName, 'Nobody is named here');
  },
};

/** Commands that ask about the server. */
export const serverCommands: readonly IrcCommand[] = [
  motd,
  lusers,
  versionCommand,
  time,
  info,
  admin,
];
