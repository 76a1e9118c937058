/** The text of `--help`, for 80 columns. */
export const usage = `Usage: threadline-auth <command> [<name>] --file <file> [options]

Commands:
  add <name>            create an account; asks for its password
  passwd <name>         set a new password and revoke all session tokens
  verify <name>         check a password
  list                  list the accounts
  del <name>            remove an account
  revoke <name>         revoke all session tokens of an account
  role <name>           print the roles, or replace them by those of --role
  rename <name> <new>   give an account another name
  clear                 remove all accounts; the file before is kept as
                        <file>.bak

Options:
  -f, --file <file>     the accounts file (default: $THREADLINE_ACCOUNTS)
  --role <role>         a role, with add and role; repeatable, '' for none
  --json                print a JSON array, with list
  --yes                 skip confirmation, with clear
  --force               allow a reserved name, with add and rename
  -h, --help            print this help
  --version             print the version

A password is read from the terminal without showing it or, if standard input
is not a terminal, from its first line in UTF-8. It is never an argument.

Exit status: 0 success, 1 failure, 2 invalid usage, 77 wrong password,
130 interrupted, 141 the output pipe was closed.
`;

/** The exit status of the command. */
export const exitCode = {
  ok: 0,
  /** The command failed: the file, the name, the lock. */
  failed: 1,
  /** Invalid arguments. */
  usage: 2,
  /** EX_NOPERM of sysexits.h. */
  wrongPassword: 77,
  /** Ctrl-C at a question. */
  interrupted: 130,
  /** The reader of the output has closed it: as if ended by SIGPIPE. */
  brokenPipe: 141,
} as const;

/** Ends the command with a message and an exit status. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Ends the command because its arguments are invalid. */
export class UsageError extends Exit {
  constructor(message: string) {
    super(exitCode.usage, message);
  }
}
