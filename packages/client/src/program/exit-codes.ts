import { codeOf } from '../../../../common/thrown.ts';

/** Exit codes of `threadline`, those above 2 as in `sysexits.h`. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** No server answers, or none that can be trusted. */
  unreachable: 69,
  /** The server refuses the login. */
  refused: 77,
} as const;

/** The exit code for what went wrong. */
export function exitCodeOf(error: unknown): number {
  switch (codeOf(error)) {
    case 'ERR_CLIENT_UNREACHABLE':
    case 'ERR_CLIENT_TLS':
    case 'ERR_CLIENT_TIMEOUT':
      return exitCodes.unreachable;
    case 'ERR_CLIENT_LOGIN_REFUSED':
    case 'ERR_CLIENT_THROTTLED':
    case 'ERR_CLIENT_REGISTER_REFUSED':
    case 'ERR_CLIENT_NAME_REFUSED':
    case 'ERR_CLIENT_NAME_IN_USE':
      return exitCodes.refused;
    default:
      return exitCodes.failure;
  }
}
