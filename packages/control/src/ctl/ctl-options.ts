import { escapeWord } from '../shell/parse-line.ts';
import { controlSocketPath } from '../socket/socket-path.ts';

/** What the command line of `threadline-ctl` asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'control';
      readonly socketPath: string;
      /** The command line; undefined for a console. */
      readonly line: string | undefined;
    };

/** The text of `--help`. */
export const usage = `Usage: threadline-ctl [--socket <path>] [--json] [command...]

Gives a running server a command, or without one opens a console. "threadline-ctl help" lists the commands.

  --socket <path>   the control socket (default: $THREADLINE_SOCKET, or where the server puts it)
  --json            answer in JSON
  --help, --version

Exit status: 0 done, 1 the command failed, 2 bad usage, 69 no server there.
`;

/**
 * Reads the command line. Options before the command are ours, those behind it the command's.
 *
 * @throws {TypeError} for one that makes no sense
 */
export function parseInvocation(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Invocation {
  const rest = [...args];
  let socketPath = controlSocketPath('threadline', env);
  let json = false;
  while (rest[0]?.startsWith('-')) {
    const [flag = '', given] = splitFlag(rest.shift() ?? '');
    if (flag === '--') break;
    else if (flag === '--help' || flag === '-h') return { kind: 'help' };
    else if (flag === '--version') return { kind: 'version' };
    else if (flag === '--json') json = true;
    else if (flag === '--socket' || flag === '-s') {
      socketPath = given ?? rest.shift() ?? '';
      if (socketPath === '') throw new TypeError('Expected a path after --socket');
    } else throw new TypeError(`Unknown option "${flag}"`);
  }
  if (rest.some((word) => /[\r\n]/.test(word))) throw new TypeError('A command is one line');
  if (rest.length === 0) {
    if (json) throw new TypeError('Expected a command after --json');
    return { kind: 'control', socketPath, line: undefined };
  }
  const [name = '', ...words] = rest;
  const line = [name, ...(json ? ['--json'] : []), ...words].map(escapeWord).join(' ');
  return { kind: 'control', socketPath, line };
}

function splitFlag(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
