import type { Authenticator } from '../authenticator.ts';
import type { FloodKind } from '../flood.ts';
import type { Responses } from '../protocol/requests.ts';
import type { Session } from '../session/session.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import type { CapNegotiation } from './cap-negotiation.ts';
import type { IrcSessionRenderer } from './irc-session-renderer.ts';
import type { IrcMessage } from './message.ts';
import type { Reply } from './reply.ts';

/** What a command has to work with. */
export interface IrcCommandContext {
  readonly session: Session;
  readonly renderer: IrcSessionRenderer;
  readonly caps: CapNegotiation;
  readonly hub: HubConnection;
  readonly authenticator: Authenticator;
  readonly network: string;
  readonly motd: Responses['check-address']['motd'];
  /** The client's nick. */
  readonly nick: string;
  /** What the command at hand is answered with. */
  readonly reply: Reply;
}

/** Something an IRC client can do once it is in. */
export interface IrcCommand {
  /** In upper case. */
  readonly name: string;
  /** How many parameters there have to be. @default 0 */
  readonly params?: number;
  /** What it counts as where doing too much is concerned; `free` never waits. @default 'queries' */
  readonly kind?: FloodKind | 'free';
  /** How much it counts as. @default 1 */
  cost?(params: readonly string[]): number;
  /** Does it. A `ChatError` that is thrown is told to the client. */
  run(message: IrcMessage, context: IrcCommandContext): void | Promise<void>;
}
