/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** What a listener or limit may be set to, or a figure be. */
export type Figure = string | number | boolean;

/**
 * What the control thread controls: one or more listeners, and what they have in common. Whatever is optional is a
 * capability; the commands of a missing one are not offered. Methods may reject: the operator sees the message.
 */
export interface ControlTarget {
  /** What the operator calls it; the prompt shows it. */
  readonly name: string;
  /** The version of the program. */
  readonly version?: string;
  /** At least one. Their names differ. */
  readonly listeners: readonly ControlListener[];
  /** Stops listening, lets clients leave for `graceMs`, then ends. Called again, always with a shorter grace, it hurries. */
  close(options: { readonly graceMs: number }): Awaitable<unknown>;
  /** Tells every client something, as the operator. */
  say?(text: string): Awaitable<unknown>;
  /** More figures for `status`. */
  figures?(): Awaitable<Readonly<Record<string, Figure>>>;
  /** What stands behind the listeners, by name, such as `hub`: resolves when that part answers, rejects if it can't. */
  readonly health?: Readonly<Record<string, () => Awaitable<unknown>>>;
  readonly accounts?: ControlAccounts;
  readonly bans?: ControlBans;
  rooms?(): Awaitable<readonly RoomInfo[]>;
  /** Reads configuration again, all or nothing: if it rejects, everything must be as it was. */
  reload?(): Awaitable<Reloaded>;
  /** What the machine can carry, and what is wrong with it. */
  doctor?(): Awaitable<readonly Finding[]>;
  /** Turns on or off that the way of each event through the threads is told. */
  explain?(on: boolean): Awaitable<unknown>;
}

/** What came of reading the configuration again, for the operator. */
export interface Reloaded {
  /** What was read or changed: `motd`, `maxClients 100`. */
  readonly reloaded: readonly string[];
  /** What is to be known beside: `chatPort changed: takes effect after a restart`. */
  readonly notes?: readonly string[];
}

/** One bound server. */
export interface ControlListener {
  /** Short, without spaces and slashes: `echo`. Clients are addressed as `echo/7`. */
  readonly name: string;
  status(): Awaitable<ListenerState>;
  /** Stops listening; clients stay. */
  pause(): Awaitable<unknown>;
  /** Listens again. */
  resume(): Awaitable<unknown>;
  /** Pauses and waits for the clients to leave; resolves to how many are left. */
  drain?(options: { readonly timeoutMs?: number; readonly signal: AbortSignal }): Awaitable<number>;
  clients?(): Awaitable<readonly ClientInfo[]>;
  /** Ends one client. Resolves to false if there is no such client. */
  kick?(id: number, options: { readonly reason: string }): Awaitable<boolean>;
  threads?(): Awaitable<readonly ThreadFigures[]>;
  /** The limits in force; only those are settable that are listed. */
  readonly limits?: object;
  setLimits?(limits: Record<string, Figure>): Awaitable<unknown>;
}

/** How a listener is. Other figures are shown as they are. */
export interface ListenerState {
  readonly state: 'listening' | 'paused' | 'closed';
  /** Where it listens: `127.0.0.1:7007`. */
  readonly address?: string;
  readonly clients?: number;
  readonly figures?: Readonly<Record<string, Figure>>;
}

/** One client. What isn't known is left out. */
export interface ClientInfo {
  readonly id: number;
  /** The account it logged in with. */
  readonly name?: string | undefined;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly threadId?: number;
  /** Milliseconds since the epoch. */
  readonly connectedAt?: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Bytes written that the kernel has not taken yet. */
  readonly unsentBytes?: number;
}

/** One client thread. What isn't known is left out. */
export interface ThreadFigures {
  readonly threadId: number;
  readonly state?: string;
  readonly connectionIds?: readonly number[];
  /** CPU time used so far, in milliseconds. */
  readonly cpuMs?: number;
  /** Share of the time its event loop was busy lately, from 0 to 1. */
  readonly utilization?: number;
  readonly heapUsedBytes?: number;
  readonly heapLimitBytes?: number;
  /** How long its event loop has not been seen turning, in milliseconds. */
  readonly silentMs?: number;
}

/** The identification file. */
export interface ControlAccounts {
  list(): Awaitable<readonly ControlAccount[]>;
  /** Resolves to false if there is no such account. */
  delete(name: string): Awaitable<boolean>;
  /** Ends the sessions of an account: resolves to how many tokens were revoked. */
  revoke(name: string): Awaitable<number>;
  /** Deletes every account; resolves to how many there were. */
  clear(): Awaitable<number>;
}

/** One account, without what lets anybody in. */
export interface ControlAccount {
  readonly name: string;
  readonly roles?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly lastSeenAt?: number | undefined;
  readonly tokens?: number;
}

/** Who may not come in: names or addresses. */
export interface ControlBans {
  list(): Awaitable<readonly ControlBan[]>;
  add(
    subject: string,
    options: { readonly durationMs?: number; readonly reason?: string },
  ): Awaitable<unknown>;
  /** Resolves to false if it was not banned. */
  remove(subject: string): Awaitable<boolean>;
}

/** One ban. */
export interface ControlBan {
  readonly subject: string;
  readonly reason?: string | undefined;
  /** Milliseconds since the epoch; left out if it lasts. */
  readonly expiresAt?: number | undefined;
}

/** One room. */
export interface RoomInfo {
  readonly name: string;
  readonly members: number;
  readonly topic?: string | undefined;
}

/** One finding of the doctor. */
export interface Finding {
  readonly ok: boolean;
  /** What was looked at: `threads`. */
  readonly title: string;
  /** What was found, and what to do about it. */
  readonly detail: string;
}
