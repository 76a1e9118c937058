import { info } from '../../render/text-lines.ts';
import type { Command } from '../command.ts';
import { sharedTextRenderer } from '../../render/shared-text-renderer.ts';

/** Shows no more who comes and goes, or does again. */
export const quiet: Command = {
  names: ['quiet'],
  usage: '',
  help: 'hides who joins and leaves, or shows it again',
  run(_args, { session, renderer }) {
    const isQuiet = !renderer.shared.quiet;
    // What came before is still shown the old way: showing this line comes first.
    session.show(
      info(isQuiet ? 'you see no more who comes and goes' : 'you see who comes and goes'),
    );
    renderer.shared = sharedTextRenderer(renderer.shared.timestamps, isQuiet);
  },
};
