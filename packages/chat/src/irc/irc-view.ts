import type { RoomEvent } from '../hub/events.ts';
import type { View } from '../thread/receiver.ts';
import type { Capabilities, Capability } from './capabilities.ts';
import { encodeLines, type IrcLine } from './line.ts';
import { accountOf } from '../session/guest.ts';
import { channelOf } from './names.ts';
import { deedLine, saidLines } from './said-lines.ts';

/** The capabilities that decide how what happens in a room is shown. */
const deciding: readonly Capability[] = [
  'server-time',
  'message-tags',
  'account-tag',
  'extended-join',
  'away-notify',
  'setname',
];
/** Smaller keys are those of the text dialect. */
const firstKey = 16;

const views = new Map<number, View>();

/** How clients with these capabilities see the rooms; there is one view for each that differs. */
export function ircView(caps: Capabilities): View {
  const bits = deciding.map((one, index) => (caps.has(one) ? 1 << index : 0));
  const key = firstKey + bits.reduce((sum, bit) => sum + bit, 0);
  const view = views.get(key) ?? makeView(key, new Set(deciding.filter((one) => caps.has(one))));
  views.set(key, view);
  return view;
}

/** The IRC view of that key; undefined if the key is not that of an IRC view. */
export function ircViewOf(key: number): View | undefined {
  const bits = key - firstKey;
  if (!(bits >= 0 && bits < 1 << deciding.length)) return undefined;
  return ircView(new Set(deciding.filter((_, index) => (bits & (1 << index)) !== 0)));
}

function makeView(key: number, caps: Capabilities): View {
  return {
    key,
    once: true,
    show: (event) => encodeLines(eventLines(event, caps), caps),
  };
}

function eventLines(event: RoomEvent, caps: Capabilities): IrcLine[] {
  const channel = channelOf(event.room);
  switch (event.type) {
    case 'said':
      return saidLines(event, channel);
    case 'joined':
      return [joinLine(event, caps)];
    case 'parted':
      return [partLine(event)];
    case 'topic':
      return [deedLine(event, 'TOPIC', [channel, event.text])];
    case 'away':
      if (!caps.has('away-notify')) return [];
      return [deedLine(event, 'AWAY', event.text === undefined ? [] : [event.text])];
    case 'real-name':
      return caps.has('setname') ? [deedLine(event, 'SETNAME', [event.text])] : [];
  }
}

/** Somebody comes into a room. */
export function joinLine(
  who: { account: string; realName: string; room: string; at?: number },
  caps: Capabilities,
): IrcLine {
  const { account, realName, room } = who;
  const more = caps.has('extended-join') ? [accountOf(account) ?? '*', realName] : [];
  return deedLine(who, 'JOIN', [channelOf(room), ...more]);
}

function partLine(event: RoomEvent & { type: 'parted' }): IrcLine {
  const { account, at, room, reason, removedBy, once } = event;
  const why = reason ? [reason] : [];
  if (removedBy !== undefined) {
    const source = { account: removedBy, at };
    return deedLine(source, 'KICK', [channelOf(room), account, reason || account]);
  }
  if (once !== undefined) return deedLine(event, 'QUIT', why);
  return deedLine(event, 'PART', [channelOf(room), ...why]);
}
