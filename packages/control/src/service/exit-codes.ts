/** Exit codes of a service and of `threadline-ctl`, those above 2 as in `sysexits.h`. */
export const exitCodes = {
  ok: 0,
  /** A command failed; the server failed. */
  failure: 1,
  usage: 2,
  /** The address can't be had; no server answers at the control socket. */
  unavailable: 69,
  /** The configuration makes no sense. */
  config: 78,
} as const;

/** The exit code for a failed command. */
export function exitCodeOf(code: string): number {
  switch (code) {
    case 'ERR_CONTROL_USAGE':
    case 'ERR_CONTROL_UNKNOWN_COMMAND':
      return exitCodes.usage;
    case 'ERR_CONTROL_UNAVAILABLE':
      return exitCodes.unavailable;
    default:
      return exitCodes.failure;
  }
}
