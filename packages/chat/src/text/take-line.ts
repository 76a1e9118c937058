import { ChatError } from '../errors.ts';
import type { FloodKind } from '../flood.ts';
import { errorLines } from '../render/text-lines.ts';
import { refusal } from '../session/proof.ts';
import type { Command, CommandContext } from './command.ts';
import { needRoom } from './need.ts';
import { unknownCommand } from './unknown-command.ts';

const commandPattern = /^\/(\S*)\s*([^]*)$/;

/**
 * Does what a line says: a command behind one slash, or talk. What goes wrong is shown to the user. A
 * promise comes back only if there is something to wait for.
 */
export function takeLine(text: string, context: CommandContext): Promise<void> | undefined {
  const { session } = context;
  try {
    if (text.trim() === '') return undefined;
    if (isTalk(text)) {
      session.post(needRoom(session), 'message', text.startsWith('/') ? text.slice(1) : text);
      return undefined;
    }
    const [, name = '', args = ''] = commandPattern.exec(text) ?? [];
    const done = find(name.toLowerCase(), context).run(args.trim(), context);
    return done?.catch((error: unknown) => showError(error, context));
  } catch (error) {
    showError(error, context);
    return undefined;
  }
}

/** What a line counts as where doing too much is concerned; undefined if it does nothing. */
export function costOf(
  text: string,
  { commands }: CommandContext,
): [FloodKind, number] | undefined {
  if (text.trim() === '') return undefined;
  if (isTalk(text)) return ['talk', 1];
  const [, name = ''] = commandPattern.exec(text) ?? [];
  const command = commands.find(({ names }) => names.includes(name.toLowerCase()));
  return [command?.kind ?? 'queries', command?.cost ?? 1];
}

function isTalk(text: string): boolean {
  return !text.startsWith('/') || text.startsWith('//');
}

function find(name: string, { commands, session }: CommandContext): Command {
  const usable = commands.filter(({ operator }) => !operator || session.identity.operator);
  const command = usable.find(({ names }) => names.includes(name));
  if (command) return command;
  if (commands.some(({ names }) => names.includes(name))) {
    throw new ChatError('ERR_CHAT_DENIED', `/${name} is for operators`);
  }
  throw unknownCommand(name, usable);
}

function showError(error: unknown, { session }: CommandContext): void {
  session.show(errorLines(error instanceof ChatError ? error.message : refusal(error).message));
  if (error instanceof ChatError) return;
  const { code } = refusal(error);
  if (code !== 'unknown') return;
  const reason = error instanceof Error ? error.message : String(error);
  session.client.context.log('error', 'command failed', { reason });
}
