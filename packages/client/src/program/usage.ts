import { codeOf } from '../../../../common/thrown.ts';

/** The text of `--help`, for 80 columns. */
export const usage = `Usage: threadline [options] [chat] [name@]host[:port]
       threadline logout [name@]host[:port]
       threadline echo [options] host[:port]
       threadline raw [--tls] host:port

A client for chat servers, for echo servers, and for any other TCP server
(raw). It reads lines from the terminal or from a pipe. The default port is
6667 (6697 with TLS) for chat and 7007 for echo; the default name is that of
your user. The address may begin with irc://, ircs:// or tls://; an IPv6
address is written as [::1]:6667.

Account:
  --register            create a new account
  --password-stdin      read the password from the first line of the input
                        (default: ask, or $THREADLINE_PASSWORD)
  --no-save             neither use nor save a session token; a saved token
                        logs you in without a password next time

Messages:
  --room <#name>        join this room too, and send to it; repeatable
  -x, --execute <text>  send this text or run this /command, and quit;
                        repeatable
  --commands            run /commands from a pipe; by default all is text
  --wait <seconds>      stay connected this long after the last line, or
                        "forever"
  -y, --yes             send pasted lines without confirmation

Output:
  --plain               no colors and no prompt; the default without a
                        terminal
  --json                print one JSON object per event
  -v, --verbose         print connections and every line sent and received
                        to stderr

TLS:
  --tls                 encrypt, and verify the server's certificate
  --ca <file>           trust the certificates in this file (PEM)
  --insecure            encrypt, but accept any certificate: anyone on the
                        path can read and change everything

Echo:
  --ping [count]        measure round trips; without a count, until Ctrl-C
  --size <bytes>        size of each ping (default: 56)
  --interval <seconds>  time between pings (default: 1)
  --timeout <seconds>   time after which a ping is lost (default: 10)

  -h, --help            print this help
  --version             print the version

Exit status: 0 success, 1 something failed, 2 invalid usage, 69 server not
reachable or not trusted, 77 login refused.

To log out everywhere, use /logout in the chat; "threadline logout" only
deletes the token saved on this machine.
`;

/** An invalid command line; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Exit codes of `threadline`; those above 2 are from `sysexits.h`. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** The server cannot be reached or verified. */
  unreachable: 69,
  /** The server refused the login. */
  refused: 77,
} as const;

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
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
