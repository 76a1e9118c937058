import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { usageHint } from '../../../../common/node/command-line.ts';
import { ServerError } from '../errors.ts';
import { listen } from '../main/listen.ts';
import type { ThreadedServer } from '../main/threaded-server.ts';
import { type Invocation, parseInvocation, usage } from './cli-options.ts';

/** Runs `threadline-serve`. Resolves to the exit status when the server is closed. */
export async function runCli(args: string[]): Promise<number> {
  let invocation: Invocation;
  try {
    invocation = parseInvocation(args);
  } catch (error) {
    return badUsage(error as Error);
  }
  switch (invocation.kind) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'version':
      console.log(packageVersion());
      return 0;
    case 'serve':
      return await serve(invocation);
  }
}

async function serve({ options, quiet }: Invocation & { kind: 'serve' }): Promise<number> {
  let server: ThreadedServer;
  try {
    server = await listen(options);
  } catch (error) {
    if (!(error instanceof ServerError)) return badUsage(error as Error);
    console.error(`threadline-serve: ${error.message}`);
    if (error.code === 'ERR_SERVER_TLS') return 78;
    return portErrors.has(error.code) ? 69 : 1;
  }
  const { address, port } = server.address;
  report(server, quiet);
  const closed = Promise.withResolvers<number>();
  server.on('close', (error) => {
    if (error) console.error(`threadline-serve: ${error.message}`);
    closed.resolve(error ? 1 : 0);
  });
  const stop = (): void => {
    // A second signal then ends the process, as by default.
    process.off('SIGINT', stop).off('SIGTERM', stop);
    void server.close();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  // Last, because a process that waits for this line may send a signal at once.
  console.log(`listening on ${address.includes(':') ? `[${address}]` : address}:${port}`);
  return await closed.promise;
}

const portErrors = new Set([
  'ERR_SERVER_ADDRESS_IN_USE',
  'ERR_SERVER_PERMISSION',
  'ERR_SERVER_LISTEN',
]);

/** Prints connections to stdout unless quiet, and problems to stderr. */
function report(server: ThreadedServer, quiet: boolean): void {
  if (!quiet) {
    server.on('connection', ({ id, remoteAddress, threadId, shared }) =>
      console.log(
        `client ${id} from ${remoteAddress} on thread ${threadId}${shared ? ' (shared)' : ''}`,
      ),
    );
    server.on('disconnect', ({ id, reason, bytesIn, bytesOut }) =>
      console.log(`client ${id} gone: ${reason}, ${bytesIn} bytes in, ${bytesOut} out`),
    );
  }
  server.on('crash', ({ threadId, reason, error }) =>
    console.error(`thread ${threadId} crashed (${reason}): ${error.message}`),
  );
  server.on('unresponsive', ({ threadId, silentMs }) =>
    console.error(`thread ${threadId} ended: unresponsive for ${silentMs} ms`),
  );
  server.on('log', ({ level, message, connectionId }) => {
    const whose = connectionId === undefined ? '' : `client ${connectionId}: `;
    if (level === 'warn' || level === 'error') console.error(`${level}: ${whose}${message}`);
    else if (!quiet && level === 'info') console.log(`${whose}${message}`);
  });
}

function badUsage(error: Error): number {
  console.error(`threadline-serve: ${error.message}\n${usageHint('threadline-serve', usage)}`);
  return 2;
}

function packageVersion(): string {
  const packageJson = findPackageJSON(import.meta.url);
  if (packageJson === undefined) throw new Error('Cannot find package.json');
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
}
