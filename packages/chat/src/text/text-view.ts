import { formatDuration } from '../duration.ts';
import type { Message, MessageKind } from '../history/message.ts';
import { lobby } from '../hub/lobby.ts';
import type { RoomEvent } from '../hub/events.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import { wrapText } from '../../../../common/text/wrap.ts';
import type { View } from '../thread/receiver.ts';
import { stamp, type Timestamps } from './times.ts';

const timestampKinds: readonly Timestamps[] = ['off', 'time', 'datetime'];
/** Lines of the server's own are no wider than this. */
export const ownColumns = 78;
/** So many names stand in one line about who came. */
const maxNames = 10;

/** One line for a text client: nothing in it can control a screen, whatever it was made of. */
export function line(text: string): string {
  return `${plainText(text)}\r\n`;
}

/** What the server itself says, broken between words: nobody knows how wide the window behind nc is. */
export function ownLines(text: string, indent = '   '): string {
  return wrapText(plainText(text), ownColumns, indent).map(line).join('');
}

/** A line about the chat, not from anybody in it. */
export function info(text: string): string {
  return ownLines(`-- ${text}`);
}

/** A line that says what did not work. */
export function complaint(text: string): string {
  return ownLines(`!! ${text}`);
}

/** What somebody said, without time and room. */
export function speech(account: string, kind: MessageKind, text: string): string {
  if (kind === 'action') return `* ${account} ${text}`;
  return kind === 'notice' ? `-${account}- ${text}` : `${account}: ${text}`;
}

/** A message from the history, with its time. */
export function pastLine({ at, account, kind, text }: Message): string {
  return line(stamp(at, 'datetime') + speech(account, kind, text));
}

/** How a text client sees the rooms: with or without times, with or without who comes and goes. */
export interface TextView extends View {
  readonly timestamps: Timestamps;
  readonly quiet: boolean;
}

const views = timestampKinds.flatMap((timestamps, index) =>
  [false, true].map((quiet) => makeView(index * 2 + Number(quiet), timestamps, quiet)),
);

/** The view with these settings; there is one of each. */
export function textView(timestamps: Timestamps, quiet: boolean): TextView {
  const key = timestampKinds.indexOf(timestamps) * 2 + Number(quiet);
  return views[key] ?? makeView(key, timestamps, quiet);
}

/** The text view of that key; undefined if the key is not that of a text view. */
export function textViewOf(key: number): TextView | undefined {
  return views[key];
}

function makeView(key: number, timestamps: Timestamps, quiet: boolean): TextView {
  const show = (event: RoomEvent): string => {
    if (event.type === 'away' || event.type === 'real-name') return '';
    if (quiet && (event.type === 'joined' || event.type === 'parted')) return '';
    const text = stamp(event.at, timestamps) + roomPrefix(event.room) + wording(event);
    return event.type === 'said' ? line(text) : ownLines(text);
  };
  const fold = (events: ReadonlyArray<RoomEvent | undefined>, start: number) =>
    quiet ? undefined : foldJoins(events, start, timestamps);
  return { key, timestamps, quiet, show, fold };
}

/** Lines of the lobby stand as they are; those of other rooms say where they come from. */
function roomPrefix(room: string): string {
  return room === lobby ? '' : `#${room} `;
}

function wording(event: Exclude<RoomEvent, { type: 'away' | 'real-name' }>): string {
  switch (event.type) {
    case 'said':
      return speech(event.account, event.kind, event.text);
    case 'joined':
      return `-- ${event.account} joined (${event.members} here)`;
    case 'parted': {
      const reason = event.reason ? `: ${event.reason}` : '';
      if (event.removedBy !== undefined) {
        return `-- ${event.account} was put out by ${event.removedBy}${reason}`;
      }
      return `-- ${event.account} left after ${formatDuration(event.afterMs)}${reason}`;
    }
    case 'topic':
      return event.text
        ? `-- ${event.account} set the topic: ${event.text}`
        : `-- ${event.account} took the topic away`;
  }
}

/** When a crowd comes at once, one line tells of all of them. */
function foldJoins(
  events: ReadonlyArray<RoomEvent | undefined>,
  start: number,
  timestamps: Timestamps,
) {
  if (events[start + 1]?.type !== 'joined') return undefined;
  const names: string[] = [];
  let last = events[start];
  for (let index = start; index < events.length; index += 1) {
    const event = events[index];
    if (event?.type !== 'joined' || event.room !== last?.room) break;
    names.push(event.account);
    last = event;
  }
  if (names.length < 2 || last?.type !== 'joined') return undefined;
  const rest = names.length - maxNames;
  const listed = names.slice(0, maxNames).join(', ') + (rest > 0 ? ` and ${rest} others` : '');
  const words = `-- ${listed} joined (${last.members} here)`;
  return {
    taken: names.length,
    text: ownLines(stamp(last.at, timestamps) + roomPrefix(last.room) + words),
  };
}
