import { ChatError } from '../errors.ts';
import type { Responses, Request } from '../protocol/requests.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import type { Client } from './client.ts';

/** Who is refused for coming too often hears it so late, and comes again no faster. */
const refusedAfterMs = 2000;

/**
 * Asks the hub to let a session in; one whose account or address comes too often waits first, as long as the hub says.
 *
 * @throws ChatError as the hub refuses
 */
export async function requestEntry(
  hub: HubConnection,
  client: Client,
  request: Request & { type: 'enter' },
  taken: (answer: Responses['enter']) => void,
): Promise<void> {
  try {
    await hub.request<'enter'>(request, taken);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'ERR_CHAT_TOO_FAST') throw error;
    await client.sleep(error.retryAfterMs ?? refusedAfterMs);
    if (error.retryAfterMs === undefined) throw error;
    if (client.gone) throw error;
    await hub.request<'enter'>({ ...request, waited: true }, taken);
  }
}
