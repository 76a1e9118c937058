import type { OutputEvent } from './output-events.ts';
import { visible } from '../../../../../common/text/visible.ts';
import type { ChatMessage } from '../../rooms/chat-message.ts';
import type {
  CaughtUpEvent,
  ConnectedEvent,
  PartEvent,
  PresenceEvent,
  TopicEvent,
} from '../../rooms/events.ts';
import { dim, nameStyle, type Span, type StyledLine } from './styled-line.ts';

/** How times are shown: `auto` adds the date for other days. */
type Timestamps = 'auto' | 'off' | 'time' | 'datetime';

/** The display settings, kept until the program ends. */
export class Settings {
  timestamps: Timestamps = 'auto';
  /** Hides joins, parts and presence. */
  quiet = false;
  readonly #ignored = new Map<string, string>();

  /** The ignored names, as they were typed. */
  get ignored(): readonly string[] {
    return [...this.#ignored.values()];
  }

  ignore(name: string): void {
    this.#ignored.set(name.toLowerCase(), name);
  }

  /** Returns false if the name was not ignored. */
  unignore(name: string): boolean {
    return this.#ignored.delete(name.toLowerCase());
  }

  /** Whether the settings hide an event. */
  hides(event: OutputEvent): boolean {
    switch (event.type) {
      case 'message':
      case 'notice':
        return !event.own && this.#ignored.has(event.from.toLowerCase());
      case 'join':
      case 'presence':
        return !event.own && this.quiet;
      case 'part':
        return !event.own && this.quiet && event.by === undefined;
      default:
        return false;
    }
  }
}

/** The context for rendering an event. */
export interface RenderContext {
  /** The current conversation; lines from others show where they come from. */
  readonly focus: string | undefined;
  readonly now: Date;
  /** Our name, whose mentions are highlighted. */
  readonly name: string;
  readonly timestamps: Timestamps;
}

/** Renders an event as lines; none if there is nothing to show. */
export function render(event: OutputEvent, context: RenderContext): StyledLine[] {
  switch (event.type) {
    case 'message':
    case 'notice':
      return [renderMessage(event, context)];
    case 'join': {
      const { own, room, name, time } = event;
      return own
        ? [renderStatus(time, context, `you are in ${room}`)]
        : [renderStatus(time, context, `${name} joined`, room)];
    }
    case 'part':
      return [
        renderStatus(event.time, context, partText(event), event.own ? undefined : event.room),
      ];
    case 'presence':
      return event.own ? [] : [renderStatus(event.time, context, presenceText(event))];
    case 'topic':
      if (event.by === undefined && event.topic === '') return [];
      return [renderStatus(event.time, context, topicText(event))];
    case 'caughtUp':
      return event.complete && event.count === 0 ? [] : [[dim(`-- ${caughtUpText(event)}`)]];
    case 'connected':
      return [[dim(`-- ${connectedText(event)}`)]];
    case 'reconnecting':
      return [[dim(`-- ${reconnectingText(event.reason, event.delayMs)}`)]];
    case 'reply':
    case 'service':
      return [[dim(`-- ${event.text}`)]];
    case 'answer':
      return event.lines.map((line) => [line]);
    case 'error':
      return [[['red', `-- ${event.text}`]]];
    case 'raw':
      return [[dim(`${event.direction === 'in' ? '<' : '>'} ${visible(event.line)}`)]];
  }
}

function renderMessage(message: ChatMessage, context: RenderContext): StyledLine {
  const { kind, from, text, time, own } = message;
  const name: Span = [own ? 'bold' : nameStyle(from), from];
  const body: Span = !own && mentions(text, context.name) ? ['bold', text] : text;
  const start: Span = dim(timestamp(time, context));
  // A notice from the server to all users looks like a status line.
  if (message.fromServer && kind === 'notice' && message.room === undefined) {
    return [start, dim('-- '), text];
  }
  const place = renderPlace(message, context);
  if (kind === 'action') return [start, ...place, '* ', name, ' ', body];
  if (kind === 'notice') return [start, ...place, '-', name, '- ', body];
  return [start, ...place, name, ': ', body];
}

/** Where a message was sent, unless it is the current conversation: `[#tea] `, `[private] `, `[to bea] `. */
function renderPlace({ room, conversation, own }: ChatMessage, { focus }: RenderContext): Span[] {
  if (conversation.toLowerCase() === focus?.toLowerCase()) return [];
  if (room !== undefined) return [dim(`[${room}] `)];
  return [['magenta', own ? `[to ${conversation}] ` : '[private] ']];
}

/** @param room shown unless it is the current conversation */
function renderStatus(time: Date, context: RenderContext, text: string, room?: string): StyledLine {
  const isElsewhere = room !== undefined && room.toLowerCase() !== context.focus?.toLowerCase();
  return [dim(`${timestamp(time, context)}${isElsewhere ? `[${room}] ` : ''}-- ${text}`)];
}

function partText({ own, room, name, by, reason }: PartEvent): string {
  const suffix = reason === '' ? '' : `: ${reason}`;
  if (by !== undefined) {
    return `${own ? `you were removed from ${room}` : `${name} was removed`} by ${by}${suffix}`;
  }
  return own ? `you are no longer in ${room}${suffix}` : `${name} left${suffix}`;
}

function presenceText({ state, name, newName, text }: PresenceEvent): string {
  const suffix = text === '' ? '' : `: ${text}`;
  switch (state) {
    case 'away':
      return `${name} is away${suffix}`;
    case 'back':
      return `${name} is back`;
    case 'gone':
      return `${name} quit${suffix}`;
    case 'renamed':
      return `${name} is now called ${newName}`;
  }
}

function topicText({ room, topic, by }: TopicEvent): string {
  const suffix = by === undefined ? '' : ` (set by ${by})`;
  return topic === '' ? `${room} has no topic${suffix}` : `topic of ${room}: ${topic}${suffix}`;
}

function caughtUpText({ conversation, count, complete }: CaughtUpEvent): string {
  if (!complete) return `messages sent to ${conversation} in the meantime are not available`;
  return `back in ${conversation}: ${count} missed message${count === 1 ? '' : 's'} shown above`;
}

function connectedText({
  name,
  server,
  resumed,
  catchesUp,
}: ConnectedEvent & { readonly name: string; readonly server: string }): string {
  if (!resumed) return `connected to ${server} as ${name} - /help lists the commands`;
  return catchesUp ? 'reconnected' : 'reconnected; messages sent in the meantime are not available';
}

function reconnectingText(reason: string, delayMs: number): string {
  const seconds = delayMs < 950 ? (delayMs / 1000).toFixed(1) : Math.round(delayMs / 1000);
  return `connection lost (${reason}), reconnecting in ${seconds} s`;
}

/** Whether a text contains a name as a whole word. */
export function mentions(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'iu').test(text);
}

/** The timestamp at the start of a line, followed by a space: `14:02 `, with the date `2026-11-23 14:02 `; '' for none. */
export function timestamp(
  time: Date,
  { now, timestamps }: Pick<RenderContext, 'now' | 'timestamps'>,
): string {
  if (timestamps === 'off') return '';
  const timeOfDay = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())} `;
  const isToday = time.toDateString() === now.toDateString();
  if (timestamps === 'time' || (timestamps === 'auto' && isToday)) return timeOfDay;
  const date = `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}`;
  return `${date} ${timeOfDay}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
