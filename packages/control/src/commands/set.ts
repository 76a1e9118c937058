import { ControlError } from '../errors.ts';
import type { ControlListener, ControlTarget, Figure } from '../target.ts';
import { parseBytes } from '../text/quantity.ts';
import { parseDuration } from '../../../../common/text/duration.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { table } from '../text/table.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command, CommandContext } from './command.ts';

export const set: Command = {
  name: 'set',
  group: 'Server',
  aliases: ['limits', 'limit'],
  usage: '[<limit> <value>]',
  summary: 'list the limits, or change one',
  details:
    'Affects the clients that are connected too. On every listener that has it, or on one: `set echo/maxConnections 100`. Limits in ms take 30s or 10m, limits in ' +
    'bytes 64k or 1m.',
  words: [0, 2],
  audit: 'line',
  readOnly: ({ words }) => words.length === 0,
  available: ({ target }) => limited(target).length > 0,
  complete: ({ target }, words) => (words.length === 1 ? limitNames(target) : []),
  async run(context, { words: [name, typed] }) {
    if (name === undefined) return await listLimits(context);
    if (typed === undefined) {
      throw new ControlError('ERR_CONTROL_USAGE', 'Expected a limit and its value');
    }
    const { target, answer } = context;
    const [, listenerName, limit = name] = /^([^/]+)\/(.+)$/s.exec(name) ?? [];
    const meant = limited(target).filter(
      (one) =>
        (listenerName === undefined || one.name === listenerName) &&
        Object.hasOwn(limitsOf(one), limit),
    );
    if (meant.length === 0) {
      throw new ControlError(
        'ERR_CONTROL_NOT_FOUND',
        `No limit "${name}"${didYouMean(name, limitNames(target))}`,
      );
    }
    for (const listener of meant) {
      const value = readValue(limit, limitsOf(listener)[limit], typed);
      await listener.setLimits?.({ [limit]: value });
    }
    const where = meant.map((listener) => listener.name);
    await answer(visible(`${limit} is ${typed} on ${where.join(', ')}`), {
      limit,
      value: typed,
      where,
    });
  },
};

async function listLimits({ target, answer, io }: CommandContext): Promise<void> {
  const all = limited(target).flatMap((listener) =>
    Object.entries(limitsOf(listener)).map(([limit, value]) => ({
      listener: listener.name,
      limit,
      value,
    })),
  );
  const rows = all.map(({ listener, limit, value }) => [listener, limit, String(value)]);
  await answer(table(['listener', 'limit', 'value'], rows, io.columns), all);
}

function limited(target: ControlTarget): ControlListener[] {
  return target.listeners.filter(
    (listener) => listener.limits !== undefined && listener.setLimits !== undefined,
  );
}

function limitsOf(listener: ControlListener): Record<string, Figure> {
  return (listener.limits ?? {}) as Record<string, Figure>;
}

function limitNames(target: ControlTarget): string[] {
  const names = limited(target).flatMap((listener) => Object.keys(limitsOf(listener)));
  const qualified = limited(target).flatMap((listener) =>
    Object.keys(limitsOf(listener)).map((limit) => `${listener.name}/${limit}`),
  );
  return [...new Set(names), ...(target.listeners.length > 1 ? qualified : [])];
}

/** Reads a value as what the limit is now: a number, perhaps with a unit, a truth, or a text. */
function readValue(limit: string, now: Figure | undefined, typed: string): Figure {
  if (typeof now === 'string') return typed;
  if (typeof now === 'boolean') {
    if (typed === 'true' || typed === 'on') return true;
    if (typed === 'false' || typed === 'off') return false;
    throw new ControlError(
      'ERR_CONTROL_USAGE',
      `Expected ${limit} to be on or off, got "${typed}"`,
    );
  }
  const bare = /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : undefined;
  const value =
    bare ??
    (limit.endsWith('Ms') ? parseDuration(typed) : undefined) ??
    (limit.endsWith('Bytes') ? parseBytes(typed) : undefined);
  if (value !== undefined) return value;
  throw new ControlError('ERR_CONTROL_USAGE', `Expected ${limit} to be a number, got "${typed}"`);
}
