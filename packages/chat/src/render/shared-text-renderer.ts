import { formatDuration } from '../../../../common/text/duration.ts';
import { lobby } from '../protocol/names.ts';
import type { RoomEvent } from '../protocol/events.ts';
import type { SharedRenderer } from './renderer.ts';
import { line, ownLines, speech, stamp, type Timestamps } from './text-lines.ts';

const timestampKinds: readonly Timestamps[] = ['off', 'time', 'datetime'];
/** Maximum number of names in a combined join line. */
const maxNames = 10;

/** A renderer for text clients. `quiet` hides joins and parts. */
export interface SharedTextRenderer extends SharedRenderer {
  readonly timestamps: Timestamps;
  readonly quiet: boolean;
}

const renderers = timestampKinds.flatMap((timestamps, index) =>
  [false, true].map((quiet) => makeRenderer(index * 2 + Number(quiet), timestamps, quiet)),
);

/** Returns the renderer with these settings. */
export function sharedTextRenderer(timestamps: Timestamps, quiet: boolean): SharedTextRenderer {
  const key = timestampKinds.indexOf(timestamps) * 2 + Number(quiet);
  return renderers[key] ?? makeRenderer(key, timestamps, quiet);
}

/** Returns the text renderer with a key; undefined if there is none. */
export function textRendererByKey(key: number): SharedTextRenderer | undefined {
  return renderers[key];
}

function makeRenderer(key: number, timestamps: Timestamps, quiet: boolean): SharedTextRenderer {
  const show = (event: RoomEvent): string => {
    if (event.type === 'away' || event.type === 'real-name' || event.type === 'operator') return '';
    if (quiet && (event.type === 'joined' || event.type === 'parted')) return '';
    const text = stamp(event.at, timestamps) + roomPrefix(event.room) + describe(event);
    return event.type === 'message' ? line(text) : ownLines(text);
  };
  const fold = (events: ReadonlyArray<RoomEvent | undefined>, start: number) =>
    quiet ? undefined : foldJoins(events, start, timestamps);
  return { key, dialect: 'text', timestamps, quiet, render: show, fold };
}

/** Lines from the lobby have no prefix. */
function roomPrefix(room: string): string {
  return room === lobby ? '' : `#${room} `;
}

function describe(event: Exclude<RoomEvent, { type: 'away' | 'real-name' | 'operator' }>): string {
  switch (event.type) {
    case 'message':
      return speech(event.account, event.kind, event.text);
    case 'joined':
      return `-- ${event.account} joined (${event.members} here)`;
    case 'parted': {
      const reason = event.reason ? `: ${event.reason}` : '';
      if (event.removedBy !== undefined) {
        return `-- ${event.account} was removed by ${event.removedBy}${reason}`;
      }
      return `-- ${event.account} left after ${formatDuration(event.afterMs)}${reason}`;
    }
    case 'topic':
      return event.text
        ? `-- ${event.account} set the topic: ${event.text}`
        : `-- ${event.account} removed the topic`;
  }
}

/** Combines consecutive joins of a room into one line. */
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
    count: names.length,
    text: ownLines(stamp(last.at, timestamps) + roomPrefix(last.room) + words),
  };
}
