import { ControlError } from '../errors.ts';
import type { ControlListener, ControlTarget } from '../target.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';

/** The listeners of these names; all of them if no name is given. @throws {ControlError} `ERR_CONTROL_NOT_FOUND` */
export function findListeners(
  { listeners }: ControlTarget,
  names: readonly string[],
): readonly ControlListener[] {
  if (names.length === 0) return listeners;
  return [...new Set(names.map((name) => findListener(listeners, name)))];
}

/** The listener of this name. @throws {ControlError} `ERR_CONTROL_NOT_FOUND` */
export function findListener(listeners: readonly ControlListener[], name: string): ControlListener {
  const found = listeners.find((listener) => listener.name === name.toLowerCase());
  if (found !== undefined) return found;
  const names = listeners.map((listener) => listener.name);
  throw new ControlError(
    'ERR_CONTROL_NOT_FOUND',
    `No listener "${name}"${didYouMean(name, names) || `; there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`}`,
  );
}

/** The names of the listeners, for completion. */
export function listenerNames({ listeners }: ControlTarget): string[] {
  return listeners.map(({ name }) => name);
}
