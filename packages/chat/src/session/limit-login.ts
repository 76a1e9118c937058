import type { Client } from './client.ts';
import type { LineInput } from './line-input.ts';

/** So many lines are taken of who is not in: far more than any login needs, and no flood. */
const maxLines = 100;

/** Closes a client that is not in after some time, or so many lines; call what is returned when it is. */
export function limitLogin(
  client: Client,
  input: LineInput,
  timeoutMs = 60_000,
  farewell: (reason: string) => string,
): () => void {
  const timer = setTimeout(() => {
    const reason = `nobody logged in within ${Math.ceil(timeoutMs / 1000)} s`;
    client.close('login took too long', 'closed', farewell(reason));
  }, timeoutMs);
  let lines = 0;
  input.onTake = () => {
    lines += 1;
    if (lines <= maxLines) return;
    const reason = `more than ${maxLines} lines, and nobody logged in`;
    client.close('too many lines before login', 'flood', farewell(reason));
  };
  const stop = (): void => {
    clearTimeout(timer);
    input.onTake = () => {};
  };
  client.onGone(stop);
  return stop;
}
