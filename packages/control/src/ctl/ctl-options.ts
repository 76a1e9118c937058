import { escapeWord } from '../shell/parse-line.ts';
import type { ServerChoice } from './find-server.ts';

/** What the command line of `threadline-ctl` asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'control';
      readonly server: ServerChoice;
      /** The command line; undefined for a console. */
      readonly line: string | undefined;
    };

/** The text of `--help`. */
export const usage = `Usage: threadline-ctl [options] [command...]

Runs a command in a running server; without one, opens a console.
"threadline-ctl help" lists the commands.

  --data <folder>    the server with this data folder
  --socket <path>    the server with this control socket
                     (default: $THREADLINE_SOCKET, or the only server running)
  --json             answer in JSON
  --help, --version

Exit status: 0 done, 1 the command failed, 2 bad usage, 69 no server there.
`;

/**
 * Reads the command line. Options before the command are ours, those behind it the command's.
 *
 * @throws {TypeError} for one that makes no sense
 */
export function parseInvocation(args: readonly string[]): Invocation {
  const rest = [...args];
  let socketPath: string | undefined;
  let data: string | undefined;
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
    } else if (flag === '--data' || flag === '-d') {
      data = given ?? rest.shift() ?? '';
      if (data === '') throw new TypeError('Expected a folder after --data');
    } else throw new TypeError(`Unknown option "${flag}"`);
  }
  if (socketPath !== undefined && data !== undefined) {
    throw new TypeError('Expected --data or --socket, not both');
  }
  const server = { socketPath, data };
  if (rest.some((word) => /[\r\n]/.test(word))) throw new TypeError('A command is one line');
  if (rest.length === 0) {
    if (json) throw new TypeError('Expected a command after --json');
    return { kind: 'control', server, line: undefined };
  }
  const [name = '', ...words] = rest;
  const line = [name, ...(json ? ['--json'] : []), ...words].map(escapeWord).join(' ');
  return { kind: 'control', server, line };
}

function splitFlag(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
