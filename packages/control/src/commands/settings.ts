import { ControlError } from '../errors.ts';
import type { ControlListener, ControlTarget, Scalar } from '../target.ts';
import { parseBytes } from '../text/quantities.ts';
import { parseDuration } from '../../../../common/text/duration.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { table } from '../text/layout.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command, CommandContext } from './command.ts';

export const set: Command = {
  name: 'set',
  group: 'Server',
  aliases: ['limits', 'limit'],
  usage: '[<limit> <value>]',
  summary: 'list the limits, or change one',
  details:
    'Sets the limit on every listener that has it, or on one (`set echo/maxConnections 100`); it also applies to ' +
    'connected clients. Limits in ms accept 30s or 10m, limits in bytes 64k or 1m.',
  arity: [0, 2],
  audit: 'line',
  readOnly: ({ words }) => words.length === 0,
  available: ({ target }) => limited(target).length > 0,
  complete: ({ target }, words) => (words.length === 1 ? limitNames(target) : []),
  async run(context, { words: [name, typed] }) {
    if (name === undefined) return await listLimits(context);
    if (typed === undefined) {
      throw new ControlError('ERR_CONTROL_USAGE', 'Usage: set <limit> <value>');
    }
    const { target, reply } = context;
    const [, listenerName, limit = name] = /^([^/]+)\/(.+)$/s.exec(name) ?? [];
    const matching = limited(target).filter(
      (one) =>
        (listenerName === undefined || one.name === listenerName) &&
        Object.hasOwn(limitsOf(one), limit),
    );
    if (matching.length === 0) {
      throw new ControlError(
        'ERR_CONTROL_NOT_FOUND',
        `No limit "${name}"${didYouMean(name, limitNames(target))}`,
      );
    }
    for (const listener of matching) {
      const value = readValue(limit, limitsOf(listener)[limit], typed);
      await listener.setLimits?.({ [limit]: value });
    }
    const where = matching.map((listener) => listener.name);
    await reply(visible(`${limit} is ${typed} on ${where.join(', ')}`), {
      limit,
      value: typed,
      where,
    });
  },
};

async function listLimits({ target, reply, io }: CommandContext): Promise<void> {
  const all = limited(target).flatMap((listener) =>
    Object.entries(limitsOf(listener)).map(([limit, value]) => ({
      listener: listener.name,
      limit,
      value,
    })),
  );
  const rows = all.map(({ listener, limit, value }) => [listener, limit, String(value)]);
  await reply(table(['listener', 'limit', 'value'], rows, io.columns), all);
}

function limited(target: ControlTarget): ControlListener[] {
  return target.listeners.filter(
    (listener) => listener.limits !== undefined && listener.setLimits !== undefined,
  );
}

function limitsOf(listener: ControlListener): Record<string, Scalar> {
  return (listener.limits ?? {}) as Record<string, Scalar>;
}

function limitNames(target: ControlTarget): string[] {
  const names = limited(target).flatMap((listener) => Object.keys(limitsOf(listener)));
  const qualified = limited(target).flatMap((listener) =>
    Object.keys(limitsOf(listener)).map((limit) => `${listener.name}/${limit}`),
  );
  return [...new Set(names), ...(target.listeners.length > 1 ? qualified : [])];
}

/** Parses a value by the type of the current one: a number with an optional unit, a boolean, or a string. */
function readValue(limit: string, now: Scalar | undefined, typed: string): Scalar {
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

export const config: Command = {
  name: 'config',
  group: 'Server',
  aliases: ['settings'],
  usage: '[setting]',
  summary: 'show the settings and where each value comes from',
  arity: [0, 1],
  available: ({ target }) => target.settings !== undefined,
  complete: async ({ target }) => ((await target.settings?.()) ?? []).map(({ name }) => name),
  async run({ target, reply, io }, { words: [typed] }) {
    const all = (await target.settings?.()) ?? [];
    const shown =
      typed === undefined
        ? all
        : all.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
    if (typed !== undefined && shown.length === 0) {
      const names = all.map(({ name }) => name);
      throw new ControlError(
        'ERR_CONTROL_NOT_FOUND',
        `No setting "${typed}"${didYouMean(typed, names)}`,
      );
    }
    const rows = shown.map(({ name, value, source }) => [
      name,
      value === undefined ? undefined : String(value),
      source,
    ]);
    await reply(table(['setting', 'value', 'source'], rows, io.columns), shown);
  },
};

export const reload: Command = {
  name: 'reload',
  group: 'Server',
  aliases: ['rehash'],
  usage: '',
  summary: 'read the configuration again',
  arity: [0, 0],
  audit: 'line',
  available: ({ target }) => target.reload !== undefined,
  async run({ target, reply }) {
    const { reloaded = [], notes = [] } = (await target.reload?.()) ?? {};
    const lines = [`reloaded ${reloaded.join(', ') || 'nothing'}`, ...notes];
    await reply(lines.map(visible).join('\n'), { reloaded, notes });
  },
};
