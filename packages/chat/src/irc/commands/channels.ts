import { stripFormats } from '../../../../../common/text/plain-text.ts';
import { ChatError } from '../../errors.ts';
import { roomName } from '../../protocol/names.ts';
import type { RoomState } from '../../protocol/requests.ts';
import { channelOf, userLine } from '../../render/irc-message-lines.ts';
import {
  addList,
  channelsOf,
  type IrcCommand,
  type IrcCommandContext,
  roomIn,
  targetCost,
} from '../command.ts';
import { namesLines, topicLines } from '../room-lines.ts';

const notInChannel = 'You are not in that channel';

const join: IrcCommand = {
  name: 'JOIN',
  kind: 'rooms',
  params: 1,
  cost: ([channels = '']) => targetCost(channels),
  async run({ params: [channels = ''] }, context) {
    // RFC 2812: `JOIN 0` leaves all channels.
    if (channels === '0') {
      for (const room of [...context.session.rooms]) await leave(channelOf(room), '', context);
      return;
    }
    const targets = channelsOf(channels, context.response);
    for (const [index, channel] of targets.entries()) {
      await joinOne(channel, index === targets.length - 1, context);
    }
  },
};

async function joinOne(
  channel: string,
  isLast: boolean,
  context: IrcCommandContext,
): Promise<void> {
  const { session, renderer, response } = context;
  if (!channel.startsWith('#')) {
    return response.numeric('403', channel || '*', 'No such channel');
  }
  let room: RoomState;
  try {
    room = await session.join(channel, (state) => renderer.joined(state, response, isLast));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const code = error.code === 'ERR_CHAT_FULL' ? '405' : '403';
    return response.numeric(code, channel, error.message);
  }
  if (!room.alreadyMember) await addRestOfNames(context, room);
}

/** Adds the names of a joined room that were too many to be sent with it. */
export async function addRestOfNames(
  context: IrcCommandContext,
  { room, names }: RoomState,
): Promise<void> {
  const { response, nick } = context;
  if (names?.next === undefined) return;
  try {
    await addList(context, 'names', { room, cursor: names.next }, (part) =>
      response.add(...namesLines(nick, room, part)),
    );
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    // The session is no longer in the room: the list ends here.
    response.add(...namesLines(nick, room, { members: [] }));
  }
}

const part: IrcCommand = {
  name: 'PART',
  kind: 'rooms',
  params: 1,
  cost: ([channels = '']) => targetCost(channels),
  async run({ params: [channels = '', text = ''] }, context) {
    const reason = stripFormats(text);
    for (const channel of channelsOf(channels, context.response)) {
      await leave(channel, reason, context);
    }
  },
};

async function leave(
  channel: string,
  reason: string,
  { session, response, nick }: IrcCommandContext,
): Promise<void> {
  try {
    const room = await session.part(channel, reason);
    const params = reason ? [reason] : [];
    response.add(userLine({ account: nick }, 'PART', [channelOf(room), ...params]));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    response.numeric('442', channel || '*', notInChannel);
  }
}

const kick: IrcCommand = {
  name: 'KICK',
  params: 2,
  async run({ params: [channel = '', account = '', reason = ''] }, { session, response }) {
    const room = roomIn(session, channel);
    if (room === undefined) return response.numeric('442', channel || '*', notInChannel);
    try {
      await session.request('remove', { room, account, reason: stripFormats(reason) });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'ERR_CHAT_DENIED') return response.numeric('482', channel, error.message);
      response.numeric('441', account, channel, "They aren't in that channel");
    }
  },
};

const topic: IrcCommand = {
  name: 'TOPIC',
  kind: 'talk',
  params: 1,
  async run({ params: [channel = '', text] }, { session, response, nick }) {
    const room = roomIn(session, channel);
    if (room === undefined) return response.numeric('442', channel || '*', notInChannel);
    if (text !== undefined) {
      const set = await session.request('topic', { room, text: stripFormats(text) });
      return response.add(userLine({ account: nick }, 'TOPIC', [channelOf(room), set.text]));
    }
    const { topic: state } = await session.request('room', { room });
    if (state.topic === '') return response.numeric('331', channelOf(room), 'No topic is set');
    response.add(...topicLines(nick, { room, ...state }));
  },
};

const names: IrcCommand = {
  name: 'NAMES',
  cost: ([channels = '']) => targetCost(channels),
  async run({ params: [channels] }, context) {
    const { session, response, nick } = context;
    if (channels === undefined) return response.numeric('366', '*', 'End of /NAMES list');
    for (const channel of channelsOf(channels, response)) {
      const room = roomIn(session, channel);
      if (room === undefined) {
        response.numeric('366', channel || '*', 'End of /NAMES list');
        continue;
      }
      await addList(context, 'names', { room }, (part) =>
        response.add(...namesLines(nick, room, part)),
      );
    }
  },
};

const list: IrcCommand = {
  name: 'LIST',
  cost: () => 5,
  async run({ params: [channels = ''] }, context) {
    const { response } = context;
    const only = channels.startsWith('#')
      ? channels.split(',').flatMap((channel) => roomName(channel) ?? [])
      : undefined;
    response.numeric('321', 'Channel', 'Users  Name');
    await addList(context, 'rooms', only ? { only } : {}, ({ rooms }) => {
      for (const { room, members, topic: text } of rooms) {
        response.numeric('322', channelOf(room), String(members), text);
      }
    });
    response.numeric('323', 'End of /LIST');
  },
};

/** Modes of channels and users are fixed: channels are open to all, and users are invisible. */
const mode: IrcCommand = {
  name: 'MODE',
  params: 1,
  run({ params: [target = '', change] }, context) {
    if (target.startsWith('#')) return channelMode(target, change, context);
    return userMode(target, change, context);
  },
};

function channelMode(
  channel: string,
  change: string | undefined,
  { session, response }: IrcCommandContext,
): void {
  const room = roomIn(session, channel);
  if (room === undefined) return response.numeric('442', channel, notInChannel);
  const name = channelOf(room);
  if (change === undefined) return response.numeric('324', name, '+n');
  switch (change.replace(/^\+/, '')) {
    case 'b':
      return response.numeric('368', name, 'End of channel ban list');
    case 'n':
      return;
    default:
      return response.numeric('482', name, 'Channel modes cannot be changed');
  }
}

function userMode(
  name: string,
  change: string | undefined,
  { session, response, nick }: IrcCommandContext,
): void {
  if (name.toLowerCase() !== nick.toLowerCase()) {
    return response.numeric('502', "You can't change the mode of other users");
  }
  if (change === undefined) {
    return response.numeric('221', session.identity.operator ? '+io' : '+i');
  }
  // Many clients set these modes when they connect.
  if (!/^\+?[iwx]*$/.test(change)) response.numeric('501', 'Unknown MODE flag');
}

/** Commands about channels. */
export const channelCommands: readonly IrcCommand[] = [join, part, kick, topic, names, list, mode];
