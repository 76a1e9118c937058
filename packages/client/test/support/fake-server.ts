import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type IrcMessage, parseMessage } from '../../src/index.ts';
import { commands } from './fake-commands.ts';

/** A message stored by the server. */
export interface StoredMessage {
  readonly id: string;
  readonly time: string;
  readonly from: string;
  readonly target: string;
  readonly command: string;
  readonly text: string;
}

/** The options of the server, which a test may change. */
export interface FakeOptions {
  readonly caps?: string;
  readonly historyMax?: number;
  readonly tls?: TlsOptions;
  /** Passwords by account. */
  readonly accounts?: Record<string, string>;
}

type Hook = (client: FakeClient, message: IrcMessage) => boolean | void;

export const allCaps =
  'message-tags server-time batch echo-message sasl=PLAIN cap-notify account-tag extended-join multi-prefix ' +
  'away-notify labeled-response standard-replies setname draft/chathistory ' +
  'draft/account-registration=before-connect threadline/token';

/** One client of a {@link FakeServer}. */
export class FakeClient {
  readonly server: FakeServer;
  readonly socket: Socket;
  readonly caps = new Set<string>();
  nick = '';
  account: string | undefined;
  welcomed = false;
  capEnded = true;
  sasl = '';
  rest = '';

  constructor(server: FakeServer, socket: Socket) {
    this.server = server;
    this.socket = socket;
  }

  /** Writes a line, with the tags this client has requested. */
  send(line: string, tags: Record<string, string | undefined> = {}): void {
    const known = Object.entries(tags).filter(
      ([key, value]) => value !== undefined && this.#takes(key),
    );
    const tagPart = known.map(([key, value]) => `${key}=${value}`).join(';');
    this.socket.write(`${tagPart === '' ? '' : `@${tagPart} `}${line}\r\n`);
  }

  #takes(tag: string): boolean {
    const caps: Record<string, string> = {
      time: 'server-time',
      label: 'labeled-response',
      batch: 'batch',
    };
    return this.caps.has(caps[tag] ?? 'message-tags');
  }
}

/** A small IRCv3 server in memory. A test may change every response. */
export class FakeServer {
  readonly options: FakeOptions;
  readonly clients = new Set<FakeClient>();
  readonly rooms = new Map<string, Set<FakeClient>>();
  readonly stored: StoredMessage[] = [];
  readonly tokens = new Map<string, string>();
  /** All lines received from all clients. */
  readonly lines: string[] = [];
  /** Handles a command instead of the server, unless it returns false. */
  readonly hooks = new Map<string, Hook>();
  readonly accounts: Record<string, string>;
  count = 0;
  #server: Server | undefined;
  port = 0;

  constructor(options: FakeOptions = {}) {
    this.options = options;
    this.accounts = { anna: 'secret', bea: 'secret', ...options.accounts };
  }

  static async start(options: FakeOptions = {}): Promise<FakeServer> {
    const server = new FakeServer(options);
    await server.listen();
    return server;
  }

  async listen(): Promise<void> {
    const accept = (socket: Socket): void => this.#accept(socket);
    this.#server = this.options.tls
      ? createTlsServer(this.options.tls, accept)
      : createServer(accept);
    this.#server.on('tlsClientError', () => {});
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Destroys all connections. */
  drop(): void {
    for (const { socket } of this.clients) {
      if (this.options.tls) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    this.drop();
    this.#server?.close();
    if (this.#server?.listening) await once(this.#server, 'close');
  }

  /** Delivers a message from a user who is not connected. */
  post(from: string, target: string, text: string, command = 'PRIVMSG'): StoredMessage {
    const stored = this.store(from, target, text, command);
    for (const client of this.recipients(target)) this.deliver(client, stored);
    return stored;
  }

  store(from: string, target: string, text: string, command: string): StoredMessage {
    this.count += 1;
    const time = new Date(Date.UTC(2030, 0, 1) + this.count).toISOString();
    const stored = { id: `m${this.count}`, time, from, target, command, text };
    this.stored.push(stored);
    return stored;
  }

  recipients(target: string): FakeClient[] {
    if (target.startsWith('#')) return [...(this.rooms.get(target) ?? [])];
    return [...this.clients].filter(({ nick }) => nick === target);
  }

  deliver(
    client: FakeClient,
    stored: StoredMessage,
    tags: Record<string, string | undefined> = {},
  ): void {
    const { from, command, target, text, id, time } = stored;
    const line = `:${from}!${from}@host ${command} ${target} :${text}`;
    client.send(line, { msgid: id, time, ...tags });
  }

  join(client: FakeClient, room: string, label?: string): void {
    const members = this.rooms.get(room) ?? new Set();
    this.rooms.set(room, members.add(client));
    const time = new Date(Date.UTC(2030, 0, 1) + this.count).toISOString();
    for (const member of members) {
      member.send(`:${client.nick}!${client.nick}@host JOIN ${room}`, {
        time,
        label: member === client ? label : undefined,
      });
    }
    const names = [...members].map(({ nick }) => nick).join(' ');
    client.send(`:fake 353 ${client.nick} = ${room} :@${names}`);
    client.send(`:fake 366 ${client.nick} ${room} :End of names`);
  }

  #accept(socket: Socket): void {
    const client = new FakeClient(this, socket);
    this.clients.add(client);
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('close', () => {
      this.clients.delete(client);
      for (const [room, members] of this.rooms) {
        if (!members.delete(client)) continue;
        for (const member of members) member.send(`:${client.nick}!x@host QUIT :gone from ${room}`);
      }
    });
    socket.on('data', (chunk: string) => {
      const parts = (client.rest + chunk).split('\r\n');
      client.rest = parts.pop() ?? '';
      for (const line of parts) this.#take(client, line);
    });
  }

  #take(client: FakeClient, line: string): void {
    this.lines.push(line);
    const message = parseMessage(line);
    if (message === undefined) return;
    const hook = this.hooks.get(message.command);
    if (hook !== undefined && hook(client, message) !== false) return;
    const command = commands[message.command];
    if (command !== undefined) command(client, message);
    else {
      const label = message.tags.get('label');
      client.send(`:fake 421 ${client.nick || '*'} ${message.command} :Unknown command`, { label });
    }
  }
}
