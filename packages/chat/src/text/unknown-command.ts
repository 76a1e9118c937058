import { ChatError } from '../errors.ts';
import type { Command } from './command.ts';
import { suggest } from '../../../../common/text/suggest.ts';

/** The error for a command there is not, with the one that may have been meant. */
export function unknownCommand(name: string, commands: readonly Command[]): ChatError {
  const meant = suggest(
    name,
    commands.flatMap(({ names }) => names),
  );
  const hint = meant ? `did you mean /${meant}?` : '/help lists what there is';
  return new ChatError('ERR_CHAT_BAD_INPUT', `There is no /${name.slice(0, 32)}: ${hint}`);
}
