import type { ServerProcess } from './server-process.ts';

/** How the clients of the server under test must be placed for the figure to mean what it says. */
export type Placing = 'dedicated' | 'shared';

/** Makes sure that clients are placed as planned; `undefined` is any way. @throws {Error} if they are not */
export async function checkPlacing(
  server: ServerProcess,
  clients: number,
  placing: Placing | undefined,
): Promise<void> {
  if (placing === undefined) return;
  const placement = await server.placement();
  const asPlanned =
    placement.clients === clients && (placing === 'shared') === placement.shared > 0;
  if (!asPlanned)
    throw new Error(
      `Expected ${clients} clients on ${placing} threads, got ${JSON.stringify(placement)}`,
    );
}
