export const usage = `Usage: threadline-auth <command> [name] --file FILE [options]

Commands
  add NAME        make an account; its password is asked for
  passwd NAME     set a new password and revoke the tokens
  verify NAME     check a password
  list            show the accounts
  del NAME        remove an account
  revoke NAME     revoke all session tokens of an account
  role NAME       show the roles, or replace them with those given by --role
  rename NAME NEW give an account another name; it keeps all else
  clear           remove all accounts; what was is kept once in FILE.bak

Options
  -f, --file FILE the accounts file (or the environment variable THREADLINE_ACCOUNTS)
  --role ROLE     with add and role, as often as needed; --role '' for none
  --json          with list: one JSON array
  --yes           with clear: do not ask
  --force         with add: take a reserved name
  --help          show this
  --version       show the version

A password is typed unseen on a terminal, else it is the first line of stdin, in UTF-8; never an argument.

Exit codes: 0 done, 1 it failed, 2 wrong usage, 77 wrong password, 130 interrupted, 141 nobody reads the output.`;

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
