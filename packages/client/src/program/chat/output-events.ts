import { messageOf } from '../../../../../common/thrown.ts';
import type { ChatClient } from '../../chat/chat-client.ts';
import { refusalIn } from '../../irc/replies.ts';
import type { ChatMessage } from '../../rooms/chat-message.ts';
import type {
  CaughtUpEvent,
  JoinEvent,
  PartEvent,
  PresenceEvent,
  TopicEvent,
} from '../../rooms/events.ts';

/** Everything the program shows. With `--json` each event is printed as it is. */
export type OutputEvent =
  | ({ readonly type: 'message' | 'notice' } & ChatMessage)
  | ({ readonly type: 'join' } & JoinEvent)
  | ({ readonly type: 'part' } & PartEvent)
  | ({ readonly type: 'presence' } & PresenceEvent)
  | ({ readonly type: 'topic' } & TopicEvent)
  | ({ readonly type: 'caughtUp' } & CaughtUpEvent)
  | {
      readonly type: 'connected';
      readonly name: string;
      readonly server: string;
      readonly resumed: boolean;
      readonly catchesUp: boolean;
    }
  | {
      readonly type: 'reconnecting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** Anything else from the server. */
  | {
      readonly type: 'reply';
      readonly code: string;
      readonly params: readonly string[];
      readonly text: string;
    }
  /** The output of a command: lines for people, data for programs. */
  | {
      readonly type: 'answer';
      readonly command: string;
      readonly lines: readonly string[];
      readonly data?: unknown;
    }
  | { readonly type: 'error'; readonly text: string; readonly code?: string | undefined }
  | { readonly type: 'raw'; readonly direction: 'in' | 'out'; readonly line: string }
  /** A status message of the program itself. */
  | { readonly type: 'service'; readonly text: string };

/** Numerics that are not worth showing, such as server versions and user counts. */
const hiddenReplies = new Set([
  '002',
  '003',
  '004',
  '005',
  '221',
  '251',
  '252',
  '253',
  '254',
  '255',
  '265',
  '266',
  '329',
  '333',
  '375',
  '376',
  '396',
  '422',
  '900',
  '903',
]);

/** Shows all events of a client. */
export function showEvents(
  client: ChatClient,
  server: string,
  show: (event: OutputEvent) => void,
): void {
  client.on('connected', ({ resumed, catchesUp }) =>
    show({ type: 'connected', name: client.name, server, resumed, catchesUp }),
  );
  client.on('message', (message) => show({ type: 'message', ...message }));
  client.on('notice', (notice) => show({ type: 'notice', ...notice }));
  client.on('join', (event) => show({ type: 'join', ...event }));
  client.on('part', (event) => show({ type: 'part', ...event }));
  client.on('presence', (event) => show({ type: 'presence', ...event }));
  client.on('topic', (event) => show({ type: 'topic', ...event }));
  client.on('caughtUp', (event) => show({ type: 'caughtUp', ...event }));
  client.on('reconnecting', ({ attempt, delayMs, error }) =>
    show({ type: 'reconnecting', attempt, delayMs, reason: messageOf(error) }),
  );
  client.on('reply', (reply) => {
    const { command, params } = reply;
    if (hiddenReplies.has(command)) return;
    const text = /^\d{3}$/.test(command) ? params.slice(1).join(' ') : params.join(' ');
    if (refusalIn(reply) === undefined) show({ type: 'reply', code: command, params, text });
    else show({ type: 'error', text, code: command });
  });
}
