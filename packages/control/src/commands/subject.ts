import { isIP } from 'node:net';
import { readsAs } from '../../../../common/names/account-name.ts';
import { ControlError } from '../errors.ts';

/**
 * Whom a command such as `ban` means: `anna`, `192.0.2.1`, or with its kind before it, `name anna`, `addr 192.0.2.1`.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` for what is neither a name nor an address
 */
export function takeSubject(words: readonly string[]): { subject: string; rest: string[] } {
  const [first = '', second] = words;
  if (second !== undefined && (first === 'addr' || first === 'name')) {
    const isAddress = isIP(second) !== 0;
    if (isAddress !== (first === 'addr')) {
      const expected = first === 'addr' ? 'an IP address' : 'a name';
      throw new ControlError('ERR_CONTROL_USAGE', `Expected ${expected}, got "${second}"`);
    }
    return { subject: second, rest: words.slice(2) };
  }
  const kind = readsAs(first);
  if (isIP(first) === 0 && (kind !== undefined || first.startsWith('#'))) {
    throw new ControlError(
      'ERR_CONTROL_USAGE',
      `Expected a name or an IP address, got "${first}"; "clients" lists those who are connected`,
    );
  }
  return { subject: first, rest: words.slice(1) };
}
