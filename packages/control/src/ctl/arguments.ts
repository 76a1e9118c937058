import { unknownOption } from '../../../../common/node/command-line.ts';
import { escapeWord } from '../shell/parse-line.ts';
import type { ServerSelector } from './find-server.ts';

/** The parsed command line of `threadline-ctl`. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'control';
      readonly server: ServerSelector;
      /** The command line to run; undefined for a console. */
      readonly line: string | undefined;
    };

/** The text of `--help`. */
export const usage = `Usage: threadline-ctl [options] [command...]

Runs a command on a running server. Without a command, opens a console.
"threadline-ctl help" lists the commands.

  --data <folder>    the server with this data folder
  --socket <path>    the server with this control socket
                     (default: $THREADLINE_SOCKET, or the only server running)
  --json             print JSON
  --help, --version

Exit status: 0 success, 1 the command failed, 2 invalid usage, 69 no server found.
`;

/**
 * Parses the command line. Options after the command belong to the command.
 *
 * @throws {TypeError} for invalid arguments
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
    } else throw new TypeError(unknownOption(flag, ['data', 'socket', 'json', 'help', 'version']));
  }
  if (socketPath !== undefined && data !== undefined) {
    throw new TypeError('Expected either --data or --socket, got both');
  }
  const server = { socketPath, data };
  if (rest.some((word) => /[\r\n]/.test(word)))
    throw new TypeError('Expected a command without line breaks');
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
