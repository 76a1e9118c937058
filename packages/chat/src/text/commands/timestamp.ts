import { ChatError } from '../../errors.ts';
import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { sharedTextRenderer } from '../../render/shared-text-renderer.ts';

/** Puts times before the lines. */
export const timestamp: Command = {
  names: ['timestamp', 'timestamps'],
  usage: 'off | time | datetime',
  help: 'shows times (UTC) before the lines, or no longer',
  run(args, { session, renderer }) {
    if (args !== 'off' && args !== 'time' && args !== 'datetime') {
      throw new ChatError('ERR_CHAT_BAD_INPUT', 'Which? /timestamp off, time or datetime');
    }
    session.show(info(args === 'off' ? 'lines bear no times' : `lines bear the ${args}, in UTC`));
    renderer.shared = sharedTextRenderer(args, renderer.shared.quiet);
  },
};
