import { maskSecrets } from '../../irc/mask-secrets.ts';
import { findCommand } from './commands/all-commands.ts';

/** Whether a typed line may hold a password, as `/raw OPER anna secret` does. */
export function holdsSecret(line: string): boolean {
  const [, name = '', words = ''] = /^\/(\S+)\s+([^]*)$/.exec(line) ?? [];
  return findCommand(name)?.name === 'raw' && maskSecrets(words, 'out') !== words;
}
