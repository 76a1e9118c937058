import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where `threadline-ctl` keeps the lines that were typed: in the home folder. Undefined for a user who has none: no `HOME`,
 * and no passwd entry, as in a container.
 */
export function historyPath(env: Env = process.env): string | undefined {
  const { HOME: told = '' } = env;
  try {
    const home = isAbsolute(told) ? told : userInfo().homedir;
    return isAbsolute(home) ? join(home, '.threadline_ctl_history') : undefined;
  } catch {
    return undefined;
  }
}
