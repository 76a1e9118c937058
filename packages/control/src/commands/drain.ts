import { ControlError } from '../errors.ts';
import type { Command } from './command.ts';
import { checkWait, readDuration } from './durations.ts';

export const drain: Command = {
  name: 'drain',
  group: 'Server',
  usage: '[timeout]',
  summary: 'pause, then wait for the clients to leave',
  details:
    'Without a timeout (30s, 10m) it waits until everybody has left, or until Ctrl-C. The listeners stay paused.',
  words: [0, 1],
  audit: 'line',
  available: ({ target }) => target.listeners.every((listener) => listener.drain !== undefined),
  async run({ target, answer, signal }, { words: [typed] }) {
    const timeoutMs = typed === undefined ? undefined : checkWait(readDuration(typed), typed);
    const left = await Promise.all(
      target.listeners.map(
        async (listener) =>
          await listener.drain?.({ signal, ...(timeoutMs !== undefined && { timeoutMs }) }),
      ),
    );
    const count = left.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    if (count > 0) {
      throw new ControlError('ERR_CONTROL_FAILED', `Not drained: ${count} clients are left`);
    }
    await answer('drained: no clients are left', { left: 0 });
  },
};
