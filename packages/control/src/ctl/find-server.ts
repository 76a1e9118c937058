import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { ControlClient } from '../socket/control-client.ts';
import type { ClientHello } from '../socket/protocol.ts';
import { controlSocketPath, socketFolder } from '../socket/socket-path.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The socket of a system service. */
const servicePath = '/run/threadline/control.sock';

/** Selects a server: by its socket, by its data folder, or the only running one. */
export interface ServerSelector {
  readonly socketPath: string | undefined;
  readonly data: string | undefined;
}

/**
 * Connects to the selected server.
 *
 * @throws {ControlError} `ERR_CONTROL_UNAVAILABLE` if there is none, `ERR_CONTROL_AMBIGUOUS` if there are several
 */
export async function findServer(
  { socketPath, data }: ServerSelector,
  hello: ClientHello,
  env: Env = process.env,
): Promise<ControlClient> {
  if (socketPath !== undefined) return await ControlClient.connect(socketPath, hello);
  if (data !== undefined) {
    // The path in the environment may be another server's.
    const path = controlSocketPath({ data, env: { ...env, THREADLINE_SOCKET: undefined } });
    return await ControlClient.connect(path, hello);
  }
  const { THREADLINE_SOCKET, RUNTIME_DIRECTORY } = env;
  if (THREADLINE_SOCKET || RUNTIME_DIRECTORY)
    return await ControlClient.connect(controlSocketPath({ env }), hello);
  return await connectToOnly(socketFolder(env), hello);
}

async function connectToOnly(folder: string, hello: ClientHello): Promise<ControlClient> {
  const paths = [...socketsIn(folder), servicePath];
  const tried = await Promise.allSettled(paths.map((path) => ControlClient.connect(path, hello)));
  const running = tried.flatMap((one, index) =>
    one.status === 'fulfilled' ? [{ client: one.value, path: paths[index] ?? '' }] : [],
  );
  const [first, ...others] = running;
  if (first !== undefined && others.length === 0) return first.client;
  await Promise.all(running.map(({ client }) => client.close()));
  if (first === undefined) {
    const busy = tried.find(
      (one) => one.status === 'rejected' && codeOf(one.reason) === 'ERR_CONTROL_BUSY',
    );
    if (busy?.status === 'rejected') throw busy.reason;
    throw new ControlError(
      'ERR_CONTROL_UNAVAILABLE',
      `No server found in "${folder}" or at "${servicePath}".\n` +
        'Use --data <folder> or --socket <path> for a server elsewhere.',
    );
  }
  const choices = running.map(({ path }) => `  --socket ${path}`).join('\n');
  throw new ControlError(
    'ERR_CONTROL_AMBIGUOUS',
    `Several servers are running; choose one:\n${choices}`,
  );
}

function socketsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sock'))
      .sort()
      .slice(0, 64)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
