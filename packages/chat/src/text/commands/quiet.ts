import type { Command } from '../command.ts';
import { info, textView } from '../text-view.ts';

/** Shows no more who comes and goes, or does again. */
export const quiet: Command = {
  names: ['quiet'],
  usage: '',
  help: 'hides who joins and leaves, or shows it again',
  run(_args, { session, voice }) {
    const isQuiet = !voice.view.quiet;
    // What came before is still shown the old way: showing this line comes first.
    session.show(
      info(isQuiet ? 'you see no more who comes and goes' : 'you see who comes and goes'),
    );
    voice.view = textView(voice.view.timestamps, isQuiet);
  },
};
