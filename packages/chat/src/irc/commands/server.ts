import { serverName } from '../../render/irc-line.ts';
import { version as chatVersion } from '../../version.ts';
import type { IrcCommand } from '../command.ts';
import { countLines, motdLines, serverDescription, supportLines } from '../welcome.ts';

const motd: IrcCommand = {
  name: 'MOTD',
  run(_message, { response, nick, motd: lines }) {
    response.add(...motdLines(nick, lines));
  },
};

const lusers: IrcCommand = {
  name: 'LUSERS',
  async run(_message, { response, nick, hub }) {
    const count = await hub.request<'count'>({ type: 'count' });
    response.add(...countLines(nick, count));
  },
};

const version: IrcCommand = {
  name: 'VERSION',
  run(_message, { response, nick, network }) {
    response.numeric('351', `threadline-${chatVersion}`, serverName, serverDescription);
    response.add(...supportLines(nick, network));
  },
};

const time: IrcCommand = {
  name: 'TIME',
  run(_message, { response }) {
    response.numeric('391', serverName, new Date().toISOString());
  },
};

/** Commands about the server. */
export const serverCommands: readonly IrcCommand[] = [motd, lusers, version, time];
