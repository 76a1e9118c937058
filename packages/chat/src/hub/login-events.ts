import type { Dialect, LoginMethod } from '../protocol/enter-request.ts';
import type { LeaveCode } from '../protocol/messages.ts';

/** The common properties of login and logout events. */
interface SessionEvent {
  /** The server's number for the connection. */
  readonly connectionId: number;
  /** The client thread that serves the connection. */
  readonly threadId: number;
  readonly account: string;
  readonly address: string;
  readonly dialect: Dialect;
  /** Time in ms since 1970. */
  readonly time: number;
}

/** The event of a client that has logged in. */
export interface LoginEvent extends SessionEvent {
  readonly by: LoginMethod;
}

/** The event of a client that has logged out, lost its connection or was disconnected. */
export interface LogoutEvent extends SessionEvent {
  readonly reason: LeaveCode;
}

/** The events of a `Hub` and a `HubThread`. */
export interface LoginEvents {
  login: [event: LoginEvent];
  logout: [event: LogoutEvent];
}
