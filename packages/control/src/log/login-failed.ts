import { isIP } from 'node:net';
import { failedLoginLine } from '../../../../common/log/failed-login.ts';
import type { LogRecord } from './log-record.ts';

/** What is known of a failed login. */
export interface FailedLogin {
  /** Where it came from: an IP address. */
  readonly address: string;
  /** The name that was tried. */
  readonly name: string;
  readonly time?: number;
  readonly threadId?: number;
  readonly connectionId?: number;
}

/**
 * The one record of a failed login: `login failed ip=192.0.2.1 name="anna"`. The address stands before the name, which
 * is quoted, so that no name can pass for another address. `contrib/fail2ban` has the filter for it.
 *
 * @throws {TypeError} if the address is none
 */
export function loginFailed({
  address,
  name,
  time,
  threadId,
  connectionId,
}: FailedLogin): LogRecord {
  if (isIP(address) === 0) throw new TypeError(`Expected \`address\` to be an IP address`);
  return {
    time: time ?? Date.now(),
    level: 'warn',
    message: failedLoginLine(address, name),
    ...(threadId !== undefined && { threadId }),
    ...(connectionId !== undefined && { connectionId }),
  };
}
