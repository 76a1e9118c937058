/** What the command exits with. */
export const exitCode = {
  ok: 0,
  /** Something did not work: the file, the name, the lock. */
  failed: 1,
  /** The arguments make no sense. */
  usage: 2,
  /** The password is wrong (EX_NOPERM of sysexits.h). */
  wrongPassword: 77,
  /** Ctrl-C at a question. */
  interrupted: 130,
  /** Nobody reads the output any more: as a program that SIGPIPE ends. */
  brokenPipe: 141,
} as const;

/** Ends the command with a message and a code. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
