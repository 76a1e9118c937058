import { ChatClient } from './chat-client.ts';
import { checkOptions, type ClientOptions } from './client-options.ts';

/**
 * Connects and logs in; resolves once the server has welcomed us. What it tells from then on waits until the caller had its
 * turn to listen.
 *
 * @throws {ClientError} if the server can't be reached or trusted, or refuses the login
 * @throws {TypeError | RangeError} for options that make no sense
 */
export async function connect(options: ClientOptions): Promise<ChatClient> {
  checkOptions(options);
  const client = new ChatClient(options);
  return client.begin(await client.open(options));
}
