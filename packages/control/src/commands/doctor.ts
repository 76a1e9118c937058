import { styleText } from '../../../../common/text/style.ts';
import { ControlError } from '../errors.ts';
import { paragraph } from '../text/wrap.ts';
import type { Command } from './command.ts';

export const doctor: Command = {
  name: 'doctor',
  group: 'Status',
  aliases: ['capacity'],
  usage: '',
  summary: 'check what the machine can carry, and what is wrong',
  words: [0, 0],
  available: ({ target }) => target.doctor !== undefined,
  async run({ target, answer, io }) {
    const findings = (await target.doctor?.()) ?? [];
    const mark = (ok: boolean): string => {
      const text = ok ? 'ok  ' : 'BAD ';
      return io.colors ? styleText(ok ? 'green' : 'red', text, { validateStream: false }) : text;
    };
    const lines = findings.map(
      ({ ok, title, detail }) =>
        mark(ok) + paragraph(`${title}: ${detail}`, io.columns, 5).slice(4),
    );
    await answer(lines.join('\n') || 'nothing to say', findings);
    const bad = findings.filter(({ ok }) => !ok).length;
    if (bad > 0)
      throw new ControlError('ERR_CONTROL_FAILED', `Found ${bad} problem${bad === 1 ? '' : 's'}`);
  },
};
