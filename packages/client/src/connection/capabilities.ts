import { ClientError } from '../errors.ts';
import { createMessage, type IrcMessage } from '../irc/message.ts';
import { dial, type DialOptions } from './dial.ts';
import { IrcSocket } from './irc-socket.ts';
import { LoginDialog } from './login-dialog.ts';

/** The IRCv3 capabilities this client uses. */
const wantedCapabilities: readonly string[] = [
  'account-notify',
  'account-tag',
  'away-notify',
  'batch',
  'cap-notify',
  'draft/account-registration',
  'draft/chathistory',
  'echo-message',
  'extended-join',
  'labeled-response',
  'message-tags',
  'multi-prefix',
  'sasl',
  'server-time',
  'setname',
  'standard-replies',
  'threadline/token',
];

/** The capabilities a server offers, and those that are enabled. */
export class Capabilities {
  readonly #offered = new Map<string, string>();
  readonly #enabled = new Set<string>();

  /** Handles a `CAP` line from the server: `LS`, `NEW`, `DEL` or `ACK`. */
  handle({ params }: IrcMessage): void {
    const verb = (params[1] ?? '').toUpperCase();
    const words = (params.at(-1) ?? '').split(' ').filter((word) => word !== '');
    for (const word of words) this.#handleWord(verb, word);
  }

  /** Whether a capability is enabled. */
  has(name: string): boolean {
    return this.#enabled.has(name);
  }

  /** The value a capability is offered with, such as `PLAIN,EXTERNAL`; '' for none; undefined if it is not offered. */
  offered(name: string): string | undefined {
    return this.#offered.get(name);
  }

  /** The enabled capabilities, sorted. */
  get enabled(): readonly string[] {
    return [...this.#enabled].sort();
  }

  /** The capabilities to request: wanted, offered and not enabled yet. */
  get missing(): readonly string[] {
    return wantedCapabilities.filter((name) => this.#offered.has(name) && !this.#enabled.has(name));
  }

  #handleWord(verb: string, word: string): void {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    // Only wanted ones are stored: a server may announce any number.
    if ((verb === 'LS' || verb === 'NEW') && wantedCapabilities.includes(name)) {
      this.#offered.set(name, equals === -1 ? '' : word.slice(equals + 1));
    }
    if (verb === 'DEL') this.#offered.delete(name);
    if (verb === 'DEL' || (verb === 'ACK' && name.startsWith('-'))) {
      this.#enabled.delete(name.replace(/^-/, ''));
    } else if (verb === 'ACK' && wantedCapabilities.includes(name)) this.#enabled.add(name);
  }
}

/** How a server without capabilities responds to `CAP`. */
const unknownCommand = new Set(['421', '410', '451']);

/** Enables the capabilities that both sides support; none on a server that does not know `CAP`. */
export async function negotiateCapabilities(dialog: LoginDialog): Promise<Capabilities> {
  const capabilities = new Capabilities();
  dialog.send('CAP', 'LS', '302');
  dialog.negotiated = await dialog.waitFor((message) => {
    if (unknownCommand.has(message.command)) return false;
    if (message.command !== 'CAP' || message.params[1]?.toUpperCase() !== 'LS') return undefined;
    capabilities.handle(message);
    const isLast = message.params[2] !== '*' || message.params.length <= 3;
    return isLast ? true : undefined;
  });
  const wanted = capabilities.missing.filter(
    (name) => name !== 'sasl' || supportsPlain(capabilities),
  );
  if (wanted.length > 0 && !(await enable(dialog, capabilities, wanted))) {
    // A refusal applies to all of them, so each is requested alone.
    for (const name of wanted) await enable(dialog, capabilities, [name]);
  }
  return capabilities;
}

/** Requests capabilities; resolves to true if the server has enabled them. */
async function enable(
  dialog: LoginDialog,
  capabilities: Capabilities,
  names: readonly string[],
): Promise<boolean> {
  dialog.send('CAP', 'REQ', names.join(' '));
  return await dialog.waitFor((message) => {
    if (message.command !== 'CAP') return undefined;
    const verb = message.params[1]?.toUpperCase();
    if (verb === 'ACK') capabilities.handle(message);
    return verb === 'ACK' ? true : verb === 'NAK' ? false : undefined;
  });
}

function supportsPlain(capabilities: Capabilities): boolean {
  const mechanisms = capabilities.offered('sasl') ?? '';
  return mechanisms === '' || mechanisms.toUpperCase().split(',').includes('PLAIN');
}

/** The account features of a server. */
export interface AccountSupport {
  /** Login with an account and its password. */
  readonly login: boolean;
  /** Registration of new accounts. */
  readonly registration: boolean;
  /** Session tokens. */
  readonly tokens: boolean;
}

/** Time limit for the server to close the connection after QUIT, in ms. */
const quitTimeoutMs = 1000;

/**
 * Determines which account features a server supports, without logging in.
 *
 * @throws {ClientError} if the server cannot be reached or verified, or does not speak IRC
 */
export async function probeAccountSupport(options: DialOptions): Promise<AccountSupport> {
  const socket = new IrcSocket(await dial(options));
  const { connectTimeoutMs = 15_000 } = options;
  const timer = setTimeout(() => {
    const problem = 'The server does not respond: is it an IRC server?';
    socket.destroy(new ClientError('ERR_CLIENT_TIMEOUT', problem));
  }, connectTimeoutMs);
  try {
    const capabilities = await negotiateCapabilities(new LoginDialog(socket));
    // With a QUIT the server does not log a lost connection.
    socket.send(createMessage('QUIT'));
    const quitTimer = setTimeout(() => socket.destroy(), quitTimeoutMs);
    while ((await socket.receive()) !== undefined);
    clearTimeout(quitTimer);
    return {
      login: capabilities.has('sasl'),
      registration: capabilities.has('draft/account-registration'),
      tokens: capabilities.has('threadline/token'),
    };
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
