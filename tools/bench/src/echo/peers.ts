import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { ListenOptions } from '@threadline/server';

export const peerNames = ['threadline', 'net', 'python', 'go'] as const;

/** A server that is measured: ours, and those beside it. */
export type PeerName = (typeof peerNames)[number];

/** A peer that is installed here. */
export interface Peer {
  readonly name: PeerName;
  /** What it is, with its version. */
  readonly about: string;
  /** The command that serves. Only ours takes options. */
  command(options: Partial<ListenOptions>): [string, ...string[]];
}

const folder = join(import.meta.dirname, '../../peers');
const servers = join(import.meta.dirname, 'servers');

/**
 * Finds the peers that are installed, and builds those that need it.
 *
 * @param buildFolder where what is built goes
 * @param skipped told of each peer that is not there, and why
 */
export function findPeers(
  names: readonly PeerName[],
  buildFolder: string,
  skipped: (name: PeerName, reason: string) => void,
): Peer[] {
  return names.flatMap((name) => {
    try {
      return [finders[name](buildFolder)];
    } catch (error) {
      skipped(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
      return [];
    }
  });
}

const finders: Record<PeerName, (buildFolder: string) => Peer> = {
  threadline: () => ({
    name: 'threadline',
    about: '@threadline/server from its dist, handler @threadline/echo',
    command: (options) => [
      process.execPath,
      join(servers, 'threadline.ts'),
      JSON.stringify(options),
    ],
  }),
  net: () => ({
    name: 'net',
    about: `net.createServer of Node ${process.version}, one thread, handler @threadline/echo`,
    command: () => [process.execPath, join(servers, 'net.ts')],
  }),
  python: () => ({
    name: 'python',
    about: `socketserver.ThreadingTCPServer of ${run('python3', ['--version'])}`,
    command: () => ['python3', join(folder, 'echo.py')],
  }),
  go: (buildFolder) => {
    const binary = join(buildFolder, 'echo-go');
    const version = run('go', ['version']);
    run('go', ['build', '-o', binary, join(folder, 'echo.go')]);
    return {
      name: 'go',
      about: `one goroutine per connection, ${version}`,
      command: () => [binary],
    };
  },
};

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', timeout: 120_000, stdio: 'pipe' }).trim();
}
