import { ClientError } from '../errors.ts';
import { message } from '../irc/message.ts';
import { Wire } from '../irc/wire.ts';
import { dial, type DialOptions } from '../net/dial.ts';
import { agreeOnCapabilities } from './agree.ts';
import { LoginTalk } from './login-talk.ts';

/** What a server has accounts for. */
export interface Offer {
  /** One logs in with an account and its password. */
  readonly login: boolean;
  /** It makes accounts for its clients. */
  readonly registration: boolean;
  /** It gives session tokens. */
  readonly tokens: boolean;
}

/** How long a server may take to close the connection, in ms. */
const farewellMs = 1000;

/**
 * Asks a server what it offers, without logging in.
 *
 * @throws {ClientError} if it can't be reached or trusted, or speaks no IRC
 */
export async function probe(options: DialOptions): Promise<Offer> {
  const wire = new Wire(await dial(options));
  const { connectTimeoutMs = 15_000 } = options;
  const timer = setTimeout(() => {
    wire.destroy(
      new ClientError('ERR_CLIENT_TIMEOUT', 'The server says nothing: is it one for IRC?'),
    );
  }, connectTimeoutMs);
  try {
    const capabilities = await agreeOnCapabilities(new LoginTalk(wire));
    // The server is to know that we left, and that nothing broke.
    wire.send(message('QUIT'));
    const hurry = setTimeout(() => wire.destroy(), farewellMs);
    while ((await wire.receive()) !== undefined);
    clearTimeout(hurry);
    return {
      login: capabilities.has('sasl'),
      registration: capabilities.has('draft/account-registration'),
      tokens: capabilities.has('threadline/token'),
    };
  } finally {
    clearTimeout(timer);
    wire.destroy();
  }
}
