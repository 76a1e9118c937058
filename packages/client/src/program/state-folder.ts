import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the program keeps what it has to remember (XDG base directories). */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const base = env['XDG_STATE_HOME'];
  // A path that is not absolute is to be ignored.
  return base?.startsWith('/')
    ? join(base, 'threadline')
    : join(homedir(), '.local/state/threadline');
}
