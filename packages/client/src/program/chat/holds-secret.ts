import { maskSecrets } from '../../irc/mask-secrets.ts';
import { findCommand } from './commands/all-commands.ts';

/** Whether a typed line may hold a password, as `/raw OPER anna secret` and `/oper anna secret` do. */
export function holdsSecret(line: string): boolean {
  const [, name = '', words = ''] = /^\/(\S+)\s+([^]*)$/.exec(line) ?? [];
  const known = findCommand(name)?.name;
  if (known !== undefined && known !== 'raw') return false;
  const sent = known === 'raw' ? words : `${name} ${words}`;
  return maskSecrets(sent, 'out') !== sent;
}
