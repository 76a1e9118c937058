import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Where the program keeps what it has to remember (XDG base directories); undefined without a home folder. */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const base = env['XDG_STATE_HOME'];
  // A path that is not absolute is to be ignored.
  if (base !== undefined && isAbsolute(base)) return join(base, 'threadline');
  const home = env['HOME'] ?? homeOfUser();
  return isAbsolute(home) ? join(home, '.local/state/threadline') : undefined;
}

/** '' for a user that the system doesn't know, as in a container. */
function homeOfUser(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** The name of the user on this machine. @throws {UsageError} if the system knows none */
export function userName(env: Readonly<Record<string, string | undefined>> = process.env): string {
  try {
    return userInfo().username;
  } catch (cause) {
    const name = env['USER'] || env['LOGNAME'];
    if (name) return name;
    throw new UsageError('This user has no name here: give one, as in anna@host', { cause });
  }
}
