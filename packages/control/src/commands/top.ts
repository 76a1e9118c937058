import { setTimeout as delay } from 'node:timers/promises';
import { ControlError } from '../errors.ts';
import type { Command, CommandContext } from './command.ts';
import { topFrame } from './top-frame.ts';
import { type Sample, takeSample } from './top-sample.ts';

export const top: Command = {
  name: 'top',
  group: 'Status',
  aliases: ['monitor'],
  usage: '[-n <times>] [--every <seconds>]',
  summary: 'show the busiest threads and clients, live',
  details:
    'Redraws every second until q or Ctrl-C. Where nothing can be redrawn it shows one frame.',
  words: [0, 0],
  options: { times: { type: 'string', short: 'n' }, every: { type: 'string' } },
  available: ({ target }) =>
    target.listeners.some((one) => one.clients !== undefined || one.threads !== undefined),
  async run(context, { flags }) {
    const { io, json, endless: signal } = context;
    const live = io.frame !== undefined && !json;
    const times =
      flags['times'] === undefined ? (live ? Infinity : 1) : number('-n', flags['times']);
    const everyMs = 1000 * (flags['every'] === undefined ? 1 : number('--every', flags['every']));
    let before = await takeSample(context);
    for (let count = 0; count < times && !signal.aborted; count += 1) {
      // The first frame comes soon: its rates are those of a quarter of a second.
      const waited = await pause(count === 0 ? Math.min(250, everyMs) : everyMs, signal);
      if (!waited) break;
      const sample = await takeSample(context);
      await show(context, before, sample);
      before = sample;
    }
  },
};

async function show(context: CommandContext, before: Sample, now: Sample): Promise<void> {
  const { io, json, target, answer } = context;
  if (json) return await answer('', now);
  const frame = topFrame(target, before, now, { columns: io.columns, rows: io.rows });
  if (io.frame === undefined) await io.write(frame);
  else await io.frame(frame);
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

function number(flag: string, typed: string | boolean): number {
  const value = Number(typed);
  if (typeof typed === 'string' && value > 0 && value <= 86_400) return value;
  throw new ControlError('ERR_CONTROL_USAGE', `Expected ${flag} to be a number, got "${typed}"`);
}
