import { codeOf } from '../../../../../common/thrown.ts';
import { didYouMean } from '../../../../../common/text/suggest.ts';
import { allCommands, findCommand } from './commands/all-commands.ts';
import { splitParams } from './commands/service.ts';
import { askServer } from './commands/server.ts';
import type { CommandContext } from './commands/command.ts';

/**
 * Does what a typed line says: says it, or runs a `/command`; one that is unknown here is the server's to answer. A slash is
 * said by writing two.
 *
 * @throws {Error} whose message is fit to be shown, if it can't be done
 */
export async function takeLine(line: string, context: CommandContext): Promise<void> {
  if (line.trim() === '') return;
  if (!line.startsWith('/') || line.startsWith('//')) {
    await say(line.startsWith('/') ? line.slice(1) : line, context);
    return;
  }
  const [, name = '', words = ''] = /^\/(\S*)\s*([^]*)$/.exec(line) ?? [];
  const command = findCommand(name);
  if (command === undefined) {
    const names = allCommands.flatMap((one) => [one.name, ...(one.aliases ?? [])]);
    const unknown = `There is no /${name}${didYouMean(name, names) || ' - /help lists what there is'}`;
    if (!/^[a-z]+$/i.test(name)) throw new Error(unknown);
    try {
      await askServer(context, name, ...splitParams(words.trimEnd()));
    } catch (error) {
      if (codeOf(error) === 'ERR_CLIENT_UNSUPPORTED') throw new Error(unknown, { cause: error });
      throw error;
    }
    return;
  }
  await command.run(context, words.trimEnd());
}

/** Says a text in the conversation that is in focus. */
export async function say(text: string, { client, focus }: CommandContext): Promise<void> {
  if (focus.current === undefined) throw new Error('You are in no room yet: /join one');
  await client.send(focus.current, text);
}
