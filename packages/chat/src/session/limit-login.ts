import type { Client } from './client.ts';

/** Closes a client that is not in after some time; call what is returned when it is. */
export function limitLogin(
  client: Client,
  timeoutMs = 60_000,
  farewell: (reason: string) => string,
): () => void {
  const timer = setTimeout(() => {
    const reason = `nobody logged in within ${Math.ceil(timeoutMs / 1000)} s`;
    client.close('login took too long', 'closed', farewell(reason));
  }, timeoutMs);
  const stop = (): void => clearTimeout(timer);
  client.onGone(stop);
  return stop;
}
