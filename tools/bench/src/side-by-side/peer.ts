import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A server to measure. */
export interface Peer<Options> {
  readonly name: string;
  /** A description with the version. */
  readonly about: string;
  /** Returns the command that starts the server. Only the server under test has options. */
  command(options: Options): [string, ...string[]];
  /** The signal that stops the process. A wrapper needs SIGTERM, to stop its program first. @default 'SIGKILL' */
  readonly endSignal?: NodeJS.Signals;
}

/**
 * Finds the installed peers, and builds those that need to be built.
 *
 * @param finders a function per name; it throws if the peer is not installed
 * @param skipped called for each peer that is not installed
 */
export function findPeers<Name extends string, Options>(
  names: readonly Name[],
  finders: Readonly<Record<Name, () => Omit<Peer<Options>, 'name'>>>,
  skipped: (name: Name, reason: string) => void,
): Peer<Options>[] {
  return names.flatMap((name) => {
    try {
      return [{ name, ...finders[name]() }];
    } catch (error) {
      skipped(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
      return [];
    }
  });
}

/** Runs a command and returns its output. @throws {Error} if it cannot be started or fails */
export function runCommand(command: string, args: readonly string[]): string {
  return execFileSync(command, [...args], {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: 'pipe',
  }).trim();
}

/** Returns the command that starts the complete server with its defaults, to measure its echo or its chat port. */
export function appCommand(server: 'echo' | 'chat', maxThreads?: number): [string, ...string[]] {
  const more = maxThreads === undefined ? [] : ['--max-threads', String(maxThreads)];
  return [process.execPath, join(import.meta.dirname, 'servers/app.ts'), server, ...more];
}
