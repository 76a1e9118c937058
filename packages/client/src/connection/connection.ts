import { asClientError, ClientError, type ServerReply } from '../errors.ts';
import { Batches, type Incoming } from '../irc/batches.ts';
import { Isupport } from '../irc/isupport.ts';
import { createMessage, type IrcMessage } from '../irc/message.ts';
import { isResponseTo, refusalIn } from '../irc/replies.ts';
import type { ClientOptions } from './client-options.ts';
import { dial } from './dial.ts';
import { IrcSocket, type OnRaw } from './irc-socket.ts';
import { login, type LoginResult } from './login.ts';
import { loginError } from './login-dialog.ts';
import { messagesOf, Requests } from './requests.ts';

/** Receives what the server sends; `isResponse` is set for the response to a request. */
type IncomingHandler = (incoming: Incoming, isResponse: boolean) => void;

/** One connection, logged in. */
export class Connection {
  readonly login: LoginResult;
  readonly isupport = new Isupport();
  readonly openedAt = performance.now();
  readonly #socket: IrcSocket;
  readonly #requests: Requests;
  readonly #batches = new Batches();
  #errorText: string | undefined;
  /** Why the server has banned us. */
  #banText: string | undefined;
  #ready: Promise<void> | undefined;

  /** Use {@link Connection.open}. */
  private constructor(socket: IrcSocket, result: LoginResult, requestTimeoutMs = 30_000) {
    this.#socket = socket;
    this.login = result;
    this.#requests = new Requests((message) => socket.send(message), {
      labels: this.has('labeled-response') && this.has('batch'),
      timeoutMs: requestTimeoutMs,
      isPaused: () => socket.paused,
    });
  }

  /** Connects and logs in. Messages after the welcome wait for {@link run}. */
  static async open(options: ClientOptions): Promise<Connection> {
    const { host, tls = false, port = tls === false ? 6667 : 6697 } = options;
    const socket = new IrcSocket(await dial({ ...options, host, port }), options);
    try {
      return new Connection(socket, await login(socket, options), options.requestTimeoutMs);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** Called with every line sent or received from now on. */
  set onRaw(onRaw: OnRaw) {
    this.#socket.onRaw = onRaw;
  }

  /** Whether a capability is enabled. */
  has(capability: string): boolean {
    return this.login.capabilities.has(capability);
  }

  /** Whether the server confirms every message we send. */
  get confirms(): boolean {
    return this.has('labeled-response') && this.has('batch') && this.has('echo-message');
  }

  /** Whether the connection has ended. */
  get ended(): boolean {
    return this.#socket.error !== undefined;
  }

  send(message: IrcMessage): void {
    this.#socket.send(message);
  }

  /** Sends a request; resolves to all responses, refusals included. */
  request(request: IrcMessage): Promise<readonly Incoming[]> {
    return this.#requests.request(request);
  }

  /**
   * Sends a command; resolves to the messages of the response, on a server without labels also to others that arrived in
   * between.
   *
   * Rejects with `ERR_CLIENT_REFUSED` or `ERR_CLIENT_UNSUPPORTED` if the server refuses it.
   */
  async command(command: string, ...params: readonly string[]): Promise<IrcMessage[]> {
    const request = createMessage(command, ...params);
    const responses = messagesOf(await this.request(request));
    const refusal = this.refusalOf(request, responses);
    const reply = refusal && refusalIn(refusal);
    if (reply !== undefined) throw refusedError(reply);
    return responses;
  }

  /** The message that refuses a request, among the messages of its response. */
  refusalOf(request: IrcMessage, responses: readonly IrcMessage[]): IrcMessage | undefined {
    const labels = this.has('labeled-response');
    return responses.find(
      (response) =>
        refusalIn(response) !== undefined && (labels || isResponseTo(request, response)),
    );
  }

  /** Resolves when the server has processed everything sent before. */
  settled(): Promise<void> {
    return this.#requests.settled();
  }

  /** Resolves when the server's greeting is complete, and what it supports is known. */
  ready(): Promise<void> {
    this.#ready ??= this.settled();
    return this.#ready;
  }

  /** Passes everything received to the handler; resolves to the reason why the connection ended. */
  async run(handler: IncomingHandler): Promise<ClientError> {
    this.ready().catch(() => {});
    try {
      for await (const message of this.#socket) this.#handle(message, handler);
    } catch (error) {
      this.#socket.destroy(asClientError(error, 'ERR_CLIENT_ABORTED'));
      // Anything but a violation of the protocol is a bug of the program.
      if (!(error instanceof ClientError)) throw error;
    } finally {
      this.#requests.fail(this.#endError());
    }
    return this.#endError();
  }

  /** Delivers nothing more until {@link resume}: the server has to wait. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends the connection now. */
  destroy(reason?: ClientError): void {
    this.#socket.destroy(reason);
  }

  #handle(message: IrcMessage, handler: IncomingHandler): void {
    if (message.command === 'ERROR') this.#errorText = message.params.at(-1);
    if (message.command === '465') this.#banText = message.params.at(-1) ?? '';
    if (message.command === '005') this.isupport.add(message.params);
    if (message.command === 'CAP') this.#handleCap(message);
    const incoming = this.#batches.push(message);
    if (incoming === undefined) return;
    const isResponse = this.#requests.handle(incoming);
    handler(incoming, isResponse);
  }

  #handleCap(message: IrcMessage): void {
    const { capabilities } = this.login;
    capabilities.handle(message);
    if (message.params[1]?.toUpperCase() !== 'NEW') return;
    // Labels decide how responses are matched, which cannot change on an open connection.
    const wanted = capabilities.missing.filter((name) => !/^(sasl|labeled-response)$/.test(name));
    if (wanted.length > 0) this.send(createMessage('CAP', 'REQ', wanted.join(' ')));
  }

  #endError(): ClientError {
    if (this.#banText !== undefined) {
      return loginError('ERR_CLIENT_LOGIN_REFUSED', { code: '465', text: this.#banText });
    }
    const reason = this.#socket.error ?? new ClientError('ERR_CLIENT_LOST', 'The connection ended');
    if (this.#errorText === undefined || reason.code !== 'ERR_CLIENT_LOST') return reason;
    const reply = { code: 'ERROR', text: this.#errorText };
    const text = `The server said: ${this.#errorText}`;
    return new ClientError('ERR_CLIENT_LOST', text, { cause: reason, reply });
  }
}

/** The error for a refused request. */
export function refusedError(reply: ServerReply): ClientError {
  const unknown = reply.code === '421' || reply.code === 'UNKNOWN_COMMAND';
  return new ClientError(
    unknown ? 'ERR_CLIENT_UNSUPPORTED' : 'ERR_CLIENT_REFUSED',
    reply.text === '' ? `Refused by the server (${reply.code})` : reply.text,
    { reply },
  );
}
