/** The text of `--help`, for 80 columns. */
export const usage = `Usage: threadline [options] [chat] [name@]host[:port]
       threadline logout [name@]host[:port]
       threadline echo [options] host[:port]
       threadline raw [--tls] host:port

Chats; talks to an echo server line by line; talks to any server as it is.
Lines come from the terminal, or a pipe. The port is 6667 (6697 with TLS) for
chat, 7007 for echo. The name is yours on this machine unless given. An address
may begin with irc://, ircs:// or tls://; one of IPv6 is written [::1]:6667.

Who you are:
  --register            the name is new: make an account
  --password-stdin      the password is the first line of the input
                        (else asked, or $THREADLINE_PASSWORD)
  --no-save             neither use nor keep a session token; else one is kept,
                        and the next start needs no password

What is said:
  --room <#name>        enter this room too, and speak there; may be repeated
  -x, --execute <text>  say this, or run this /command, and leave; may be
                        repeated
  --commands            lines of a pipe may be /commands; else all are text
  --wait <seconds>      stay that long after the last line, or "forever"
  -y, --yes             take pasted lines without a question

How it is shown:
  --plain               no colours, no prompt; the default without a terminal
  --json                one JSON object for each event, for programs
  -v, --verbose         connections and every line sent and received, on stderr

TLS:
  --tls                 encrypt, and make sure who the server is
  --ca <file>           trust the certificates in this file (PEM)
  --insecure            encrypt, but trust anybody: who sits between can read
                        everything

Echo:
  --ping [count]        measure round trips, until Ctrl-C without a count
  --size <bytes>        of each ping (default: 56)
  --interval <seconds>  between pings (default: 1)
  --timeout <seconds>   after which a ping is lost (default: 10)

  --help, --version

Exit status: 0 done, 1 something failed, 2 bad usage, 69 no server there,
77 login refused.
`;
