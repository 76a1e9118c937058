import { join } from 'node:path';

/** The command that runs the complete server as users start it, measured at its echo or its chat port. */
export function appCommand(server: 'echo' | 'chat', maxThreads?: number): [string, ...string[]] {
  const more = maxThreads === undefined ? [] : ['--max-threads', String(maxThreads)];
  return [process.execPath, join(import.meta.dirname, 'servers/app.ts'), server, ...more];
}
