import type { RoomEvent } from '../protocol/events.ts';
import { accountOf } from '../protocol/names.ts';
import type { Capabilities, Capability } from './irc-capabilities.ts';
import { encodeLines, ircLine, type IrcLine } from './irc-line.ts';
import { channelOf, messageLines, serverTime, userLine } from './irc-message-lines.ts';
import type { SharedRenderer } from './renderer.ts';

/** The capabilities that affect how room events are rendered. */
const deciding: readonly Capability[] = [
  'server-time',
  'message-tags',
  'account-tag',
  'extended-join',
  'away-notify',
  'setname',
];
/** Smaller keys belong to the text renderers. */
const firstKey = 16;

const renderers = new Map<number, SharedRenderer>();

/** Returns the renderer for these capabilities. Capabilities that do not affect rendering are ignored. */
export function sharedIrcRenderer(caps: Capabilities): SharedRenderer {
  const bits = deciding.map((one, index) => (caps.has(one) ? 1 << index : 0));
  const key = firstKey + bits.reduce((sum, bit) => sum + bit, 0);
  const renderer =
    renderers.get(key) ?? makeRenderer(key, new Set(deciding.filter((one) => caps.has(one))));
  renderers.set(key, renderer);
  return renderer;
}

/** Returns the IRC renderer with a key; undefined if there is none. */
export function ircRendererByKey(key: number): SharedRenderer | undefined {
  const bits = key - firstKey;
  if (!(bits >= 0 && bits < 1 << deciding.length)) return undefined;
  return sharedIrcRenderer(new Set(deciding.filter((_, index) => (bits & (1 << index)) !== 0)));
}

function makeRenderer(key: number, caps: Capabilities): SharedRenderer {
  return {
    key,
    dialect: 'irc',
    showOnce: true,
    render: (event) => encodeLines(eventLines(event, caps), caps),
  };
}

function eventLines(event: RoomEvent, caps: Capabilities): IrcLine[] {
  const channel = channelOf(event.room);
  switch (event.type) {
    case 'message':
      return messageLines(event, channel);
    case 'joined':
      return [joinLine(event, caps)];
    case 'parted':
      return [partLine(event)];
    case 'topic':
      return [userLine(event, 'TOPIC', [channel, event.text])];
    case 'away':
      if (!caps.has('away-notify')) return [];
      return [userLine(event, 'AWAY', event.text === undefined ? [] : [event.text])];
    case 'operator':
      return [operatorLine(event)];
    case 'real-name':
      return caps.has('setname') ? [userLine(event, 'SETNAME', [event.text])] : [];
  }
}

/** Creates the JOIN line for an account that joined a room. */
export function joinLine(
  who: { account: string; realName: string; room: string; at?: number },
  caps: Capabilities,
): IrcLine {
  const { account, realName, room } = who;
  const more = caps.has('extended-join') ? [accountOf(account) ?? '*', realName] : [];
  return userLine(who, 'JOIN', [channelOf(room), ...more]);
}

function operatorLine({ account, at, room, operator }: RoomEvent & { type: 'operator' }): IrcLine {
  const params = [channelOf(room), operator ? '+o' : '-o', account];
  return ircLine('MODE', params, { tags: { time: serverTime(at) } });
}

function partLine(event: RoomEvent & { type: 'parted' }): IrcLine {
  const { account, at, room, reason, removedBy, group: once } = event;
  const why = reason ? [reason] : [];
  if (removedBy !== undefined) {
    const source = { account: removedBy, at };
    return userLine(source, 'KICK', [channelOf(room), account, reason || account]);
  }
  if (once !== undefined) return userLine(event, 'QUIT', why);
  return userLine(event, 'PART', [channelOf(room), ...why]);
}
