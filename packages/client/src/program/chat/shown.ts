import type { ChatMessage } from '../../chat/chat-message.ts';
import type {
  CaughtUpEvent,
  JoinEvent,
  PartEvent,
  PresenceEvent,
  TopicEvent,
} from '../../chat/events.ts';

/** Everything a view can be told to show. With `--json` each is printed as it stands here. */
export type Shown =
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
  /** Something the server says that is no talk. */
  | {
      readonly type: 'reply';
      readonly code: string;
      readonly params: readonly string[];
      readonly text: string;
    }
  /** The answer to a command: lines for people, data for programs. */
  | {
      readonly type: 'answer';
      readonly command: string;
      readonly lines: readonly string[];
      readonly data?: unknown;
    }
  /** What can't be done; `text` says why. */
  | { readonly type: 'error'; readonly text: string; readonly code?: string | undefined }
  | { readonly type: 'raw'; readonly direction: 'in' | 'out'; readonly line: string }
  | { readonly type: 'service'; readonly text: string };
