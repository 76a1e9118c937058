import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';
import { ControlError } from '../errors.ts';
import { checkTimerDuration, requireDuration } from '../text/quantities.ts';
import type { ControlListener, ControlTarget } from '../target.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';

export const pause: Command = {
  name: 'pause',
  group: 'Server',
  usage: '[listener...]',
  summary: 'stop listening; connected clients stay',
  details:
    'Without names, pauses every listener. New connections are refused by the operating system.',
  arity: [0, Infinity],
  audit: 'line',
  complete: ({ target }) => listenerNames(target),
  async run({ target, reply }, { words }) {
    const listeners = findListeners(target, words);
    for (const listener of listeners) await listener.pause();
    const names = listeners.map(({ name }) => name);
    await reply(visible(`paused ${names.join(', ')}`), { paused: names });
  },
};

export const resume: Command = {
  name: 'resume',
  group: 'Server',
  aliases: ['unpause', 'continue'],
  usage: '[listener...]',
  summary: 'listen again after pause',
  arity: [0, Infinity],
  audit: 'line',
  complete: ({ target }) => listenerNames(target),
  async run({ target, reply }, { words }) {
    const listeners = findListeners(target, words);
    for (const listener of listeners) await listener.resume();
    const names = listeners.map(({ name }) => name);
    await reply(visible(`resumed ${names.join(', ')}`), { resumed: names });
  },
};

export const drain: Command = {
  name: 'drain',
  group: 'Server',
  usage: '[timeout]',
  summary: 'pause, then wait for the clients to leave',
  details:
    'Without a timeout (30s, 10m), waits until all clients have left or Ctrl-C is pressed. The listeners stay paused.',
  arity: [0, 1],
  audit: 'line',
  available: ({ target }) => target.listeners.every((listener) => listener.drain !== undefined),
  async run({ target, reply, signal }, { words: [typed] }) {
    const timeoutMs =
      typed === undefined ? undefined : checkTimerDuration(requireDuration(typed), typed);
    const left = await Promise.all(
      target.listeners.map(
        async (listener) =>
          await listener.drain?.({ signal, ...(timeoutMs !== undefined && { timeoutMs }) }),
      ),
    );
    const count = left.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    if (count > 0) {
      throw new ControlError(
        'ERR_CONTROL_FAILED',
        `Not drained: ${count} clients are still connected`,
      );
    }
    await reply('drained: no clients are connected', { left: 0 });
  },
};

/** Finds listeners by name; all of them without names. @throws {ControlError} `ERR_CONTROL_NOT_FOUND` */
export function findListeners(
  { listeners }: ControlTarget,
  names: readonly string[],
): readonly ControlListener[] {
  if (names.length === 0) return listeners;
  return [...new Set(names.map((name) => findListener(listeners, name)))];
}

/** Finds a listener by name. @throws {ControlError} `ERR_CONTROL_NOT_FOUND` */
export function findListener(listeners: readonly ControlListener[], name: string): ControlListener {
  const found = listeners.find((listener) => listener.name === name.toLowerCase());
  if (found !== undefined) return found;
  const names = listeners.map((listener) => listener.name);
  throw new ControlError(
    'ERR_CONTROL_NOT_FOUND',
    `No listener "${name}"${didYouMean(name, names) || `, expected ${names.join(' or ')}`}`,
  );
}

/** The names of the listeners, for completion. */
export function listenerNames({ listeners }: ControlTarget): string[] {
  return listeners.map(({ name }) => name);
}
