import type { ChatMessage } from '../../chat/chat-message.ts';
import type { PartEvent, PresenceEvent } from '../../chat/events.ts';
import { visible } from '../../../../../common/text/visible.ts';
import { type Line, nameStyle, type Piece } from './line.ts';
import { stamp } from './clock.ts';
import type { Timestamps } from './settings.ts';
import type { Shown } from './shown.ts';

/** What a line looks like depends on. */
export interface Scene {
  /** The conversation one is in: of others the name is shown. */
  readonly focus: string | undefined;
  readonly now: Date;
  readonly isMentioned: (text: string) => boolean;
  readonly timestamps: Timestamps;
}

/** What an event looks like: none, one or several lines. */
export function render(shown: Shown, scene: Scene): Line[] {
  switch (shown.type) {
    case 'message':
    case 'notice':
      return [renderMessage(shown, scene)];
    case 'join': {
      const { own, room, name, time } = shown;
      return own
        ? [service(time, scene, `you are in ${room}`)]
        : [service(time, scene, `${name} joined`, room)];
    }
    case 'part':
      return [service(shown.time, scene, partText(shown), shown.own ? undefined : shown.room)];
    case 'presence':
      return shown.own ? [] : [service(shown.time, scene, presenceText(shown))];
    case 'topic': {
      const { room, topic, by, time } = shown;
      if (by === undefined && topic === '') return [];
      const what = topic === '' ? 'no topic' : `the topic: ${topic}`;
      return [service(time, scene, `${room} has ${what}${by === undefined ? '' : ` (${by})`}`)];
    }
    case 'caughtUp':
      return caughtUpText(shown).map((text) => [dim(`-- ${text}`)]);
    case 'connected':
      return [[dim(`-- ${connectedText(shown)}`)]];
    case 'reconnecting':
      return [[dim(`-- ${reconnectingText(shown)}`)]];
    case 'reply':
      return [[dim(`-- ${shown.text}`)]];
    case 'answer':
      return shown.lines.map((line) => [line]);
    case 'error':
      return [[['red', `-- ${shown.text}`]]];
    case 'raw':
      return [[dim(`${shown.direction === 'in' ? '<' : '>'} ${visible(shown.line)}`)]];
    case 'service':
      return [[dim(`-- ${shown.text}`)]];
  }
}

function renderMessage(message: ChatMessage, scene: Scene): Line {
  const { kind, from, text, time, own } = message;
  const who: Piece = [own ? 'bold' : nameStyle(from), from];
  const said: Piece = !own && scene.isMentioned(text) ? ['bold', text] : text;
  const at: Piece = dim(stamp(time, scene.now, scene.timestamps));
  // What the server says to everybody is no talk of somebody's.
  if (message.fromServer && kind === 'notice' && message.room === undefined) {
    return [at, dim('-- '), text];
  }
  const where = place(message, scene);
  if (kind === 'action') return [at, ...where, '* ', who, ' ', said];
  if (kind === 'notice') return [at, ...where, '-', who, '- ', said];
  return [at, ...where, who, ': ', said];
}

/** Where it was said, if not where one is: `[#tea] `, `[private] `, `[to bea] `. */
function place({ room, conversation, own }: ChatMessage, { focus }: Scene): Piece[] {
  if (conversation.toLowerCase() === focus?.toLowerCase()) return [];
  if (room !== undefined) return [dim(`[${room}] `)];
  return [['magenta', own ? `[to ${conversation}] ` : '[private] ']];
}

function service(time: Date, scene: Scene, text: string, room?: string): Line {
  const elsewhere = room !== undefined && room.toLowerCase() !== scene.focus?.toLowerCase();
  return [
    dim(`${stamp(time, scene.now, scene.timestamps)}${elsewhere ? `[${room}] ` : ''}-- ${text}`),
  ];
}

function partText({ own, room, name, by, reason }: PartEvent): string {
  const because = reason === '' ? '' : `: ${reason}`;
  if (by !== undefined) {
    return `${own ? `you were kicked out of ${room}` : `${name} was kicked`} by ${by}${because}`;
  }
  return own ? `you are out of ${room}${because}` : `${name} left${because}`;
}

function presenceText({ state, name, newName, text }: PresenceEvent): string {
  const because = text === '' ? '' : `: ${text}`;
  switch (state) {
    case 'away':
      return `${name} is away${because}`;
    case 'back':
      return `${name} is back`;
    case 'gone':
      return `${name} is gone${because}`;
    case 'renamed':
      return `${name} is called ${newName} now`;
  }
}

function caughtUpText({ conversation, count, complete }: Shown & { type: 'caughtUp' }): string[] {
  if (!complete) return [`what was said in ${conversation} meanwhile is not known`];
  if (count === 0) return [];
  return [`back in ${conversation}, ${count} message${count === 1 ? '' : 's'} missed, all above`];
}

function connectedText({
  name,
  server,
  resumed,
  catchesUp,
}: Shown & { type: 'connected' }): string {
  if (!resumed) return `connected to ${server} as ${name} - /help lists what you can do`;
  return catchesUp ? 'connected again' : 'connected again; what was said meanwhile is not known';
}

function reconnectingText({ delayMs, reason }: Shown & { type: 'reconnecting' }): string {
  const seconds = delayMs < 950 ? (delayMs / 1000).toFixed(1) : Math.round(delayMs / 1000);
  return `connection lost (${reason}), trying again in ${seconds} s`;
}

function dim(text: string): Piece {
  return ['dim', text];
}
