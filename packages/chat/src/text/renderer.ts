import type { PrivateMessage } from '../protocol/events.ts';
import { lobby } from '../protocol/names.ts';
import type { RoomState } from '../protocol/requests.ts';
import { sharedTextRenderer, type SharedTextRenderer } from '../render/shared-text-renderer.ts';
import { errorLines, info, line, pastLine, speech, stamp } from '../render/text-lines.ts';
import { operatorText } from '../session/identity.ts';
import type { SessionRenderer } from '../render/renderer.ts';

/** Renders what is meant for one text session. */
export class TextSessionRenderer implements SessionRenderer {
  shared: SharedTextRenderer = sharedTextRenderer('off', false);
  readonly names = false;

  /** Renders a room that was joined, or switched to. */
  entered(room: RoomState): string {
    const others = room.members - 1;
    const who =
      others === 0 ? 'nobody else is here' : `${others} other${others > 1 ? 's' : ''} here`;
    if (room.alreadyMember) return info(`you are talking in #${room.room} now (${who})`);
    const topic = room.topic ? info(`topic: ${room.topic} (set by ${room.topicBy})`) : '';
    const hint = room.room === lobby ? ' - /help lists what you can do' : '';
    return replay(room) + info(`you are in #${room.room}, ${who}${hint}`) + topic;
  }

  /** The client's terminal has already shown what was typed. */
  message(): string {
    return '';
  }

  privateMessage({ at, from, to, kind, text }: PrivateMessage, own: boolean): string {
    const words = kind === 'message' ? text : speech(from, kind, text);
    const route = own ? `[you -> ${to}]` : `[${from} -> you]`;
    return line(`${stamp(at, this.shared.timestamps)}${route} ${words}`);
  }

  removed(room: string): string {
    return info(`you are no longer in #${room}`);
  }

  notice(text: string): string {
    return info(text);
  }

  refused(_code: string, message: string): string {
    return errorLines(message);
  }

  operatorChanged(operator: boolean): string {
    return info(operatorText(operator));
  }

  ended(reason: string): string {
    return info(`closed: ${reason}`);
  }
}

function replay({ room, replay: messages }: RoomState): string {
  if (messages.length === 0) return '';
  const count = messages.length === 1 ? 'last message' : `last ${messages.length} messages`;
  const from = line(`--- ${count} in #${room} (times in UTC) ---`);
  return `${from}${messages.map(pastLine).join('')}${line('--- now ---')}`;
}

/** A private message as its sender sees it. */
export function sentLine(to: string, text: string): string {
  return line(`[you -> ${to}] ${text}`);
}
