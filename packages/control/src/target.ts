/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** The value of a limit, a setting or a statistic. */
export type Scalar = string | number | boolean;

/**
 * What the operator controls: one or more listeners and what they share. Every optional member is a capability; a
 * command whose capability is missing is not offered. Methods may reject: the operator sees the message.
 */
export interface ControlTarget {
  /** The name of the server, shown in the prompt. */
  readonly name: string;
  /** The version of the program. */
  readonly version?: string;
  /** At least one, with unique names. */
  readonly listeners: readonly ControlListener[];
  /** Stops listening, gives clients `graceMs` to leave, then closes. Called again with a shorter grace to hurry. */
  close(options: { readonly graceMs: number }): Awaitable<unknown>;
  /** Sends a message from the operator to every client. */
  announce?(text: string): Awaitable<unknown>;
  /** More lines for `status`. */
  stats?(): Awaitable<Readonly<Record<string, Scalar>>>;
  /** Checks of the parts behind the listeners, by name, such as `hub`. Each resolves if its part responds. */
  readonly health?: Readonly<Record<string, () => Awaitable<unknown>>>;
  readonly accounts?: ControlAccounts;
  readonly bans?: ControlBans;
  rooms?(): Awaitable<readonly RoomInfo[]>;
  /** The settings in effect and where each value comes from. */
  settings?(): Awaitable<readonly SettingInfo[]>;
  /** Reads the configuration again, all or nothing: if it rejects, nothing has changed. */
  reload?(): Awaitable<ReloadResult>;
  /** Checks the capacity of the machine and looks for problems. */
  doctor?(): Awaitable<readonly Finding[]>;
  /** Turns message tracing on or off: which thread did each step. */
  explain?(on: boolean): Awaitable<unknown>;
}

/** The result of `reload`, for the operator. */
export interface ReloadResult {
  /** What was read or changed: `motd`, `maxClients 100`. */
  readonly reloaded: readonly string[];
  /** Anything else to report: `chatPort changed: takes effect after a restart`. */
  readonly notes?: readonly string[];
}

/** A bound server. */
export interface ControlListener {
  /** Lowercase letters, digits, `-` and `_`: `echo`. A client of it is written `echo/7`. */
  readonly name: string;
  status(): Awaitable<ListenerState>;
  /** Stops listening; clients stay. */
  pause(): Awaitable<unknown>;
  /** Listens again. */
  resume(): Awaitable<unknown>;
  /** Pauses and waits for the clients to leave; resolves to the number of clients still connected. */
  drain?(options: { readonly timeoutMs?: number; readonly signal: AbortSignal }): Awaitable<number>;
  clients?(): Awaitable<readonly ClientInfo[]>;
  /** Disconnects a client. Resolves to false if there is no such client. */
  kick?(id: number, options: { readonly reason: string }): Awaitable<boolean>;
  threads?(): Awaitable<readonly ThreadInfo[]>;
  /** The limits in effect. Only these can be set. */
  readonly limits?: object;
  setLimits?(limits: Record<string, Scalar>): Awaitable<unknown>;
}

/** The state of a listener. */
export interface ListenerState {
  readonly state: 'listening' | 'paused' | 'closed';
  /** The address it listens on: `127.0.0.1:7007`. */
  readonly address?: string;
  readonly clients?: number;
  /** More lines for `status`. */
  readonly stats?: Readonly<Record<string, Scalar>>;
}

/** A client. Unknown properties are left out. */
export interface ClientInfo {
  readonly id: number;
  /** The account the client is logged in to. */
  readonly name?: string | undefined;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly threadId?: number;
  /** Milliseconds since the epoch. */
  readonly connectedAt?: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Bytes written that the kernel has not accepted yet. */
  readonly unsentBytes?: number;
}

/** A client thread. Unknown properties are left out. */
export interface ThreadInfo {
  readonly threadId: number;
  readonly state?: string;
  readonly connectionIds?: readonly number[];
  /** CPU time used so far, in milliseconds. */
  readonly cpuMs?: number;
  /** Recent event loop utilization, from 0 to 1. */
  readonly utilization?: number;
  readonly heapUsedBytes?: number;
  readonly heapLimitBytes?: number;
  /** Time since the last heartbeat, in milliseconds. */
  readonly silentMs?: number;
}

/** The identification file. */
export interface ControlAccounts {
  list(): Awaitable<readonly ControlAccount[]>;
  /** Resolves to false if there is no such account. */
  delete(name: string): Awaitable<boolean>;
  /** Revokes the session tokens of an account; resolves to how many there were. */
  revoke(name: string): Awaitable<number>;
  /** Deletes every account; resolves to how many there were. */
  clear(): Awaitable<number>;
}

/** An account, without its credentials. */
export interface ControlAccount {
  readonly name: string;
  readonly roles?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly lastSeenAt?: number | undefined;
  readonly tokens?: number;
}

/** The bans. A subject is an account name or an IP address. */
export interface ControlBans {
  list(): Awaitable<readonly ControlBan[]>;
  /** Bans a subject, permanently unless `durationMs` is given. */
  add(
    subject: string,
    options: { readonly durationMs?: number; readonly reason?: string },
  ): Awaitable<unknown>;
  /** Resolves to false if the subject is not banned. */
  remove(subject: string): Awaitable<boolean>;
}

/** A ban. */
export interface ControlBan {
  readonly subject: string;
  readonly reason?: string | undefined;
  /** Milliseconds since the epoch; undefined for a permanent ban. */
  readonly expiresAt?: number | undefined;
}

/** A chat room. */
export interface RoomInfo {
  readonly name: string;
  readonly members: number;
  readonly topic?: string | undefined;
}

/** A setting of the program, for `config`. */
export interface SettingInfo {
  readonly name: string;
  /** Undefined if it has no value. Never a secret. */
  readonly value: Scalar | undefined;
  /** Where the value comes from: `command line`, `THREADLINE_HOST`, `default`. */
  readonly source: string;
}

/** A finding of `doctor`. */
export interface Finding {
  readonly ok: boolean;
  /** What was checked: `threads`. */
  readonly title: string;
  /** What was found, and what to do about it. */
  readonly detail: string;
}
