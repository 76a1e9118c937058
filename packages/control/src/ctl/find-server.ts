import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { ControlClient } from '../socket/control-client.ts';
import type { Hello } from '../socket/protocol.ts';
import { controlSocketPath, socketFolder } from '../socket/socket-path.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a service of the system has its socket. */
const servicePath = '/run/threadline/control.sock';

/** What tells one server from another on the command line. */
export interface ServerChoice {
  readonly socketPath: string | undefined;
  readonly data: string | undefined;
}

/**
 * Connects to the server that is meant: at a socket, of a data folder, or the only one that runs.
 *
 * @throws {ControlError} `ERR_CONTROL_UNAVAILABLE` if there is none, `ERR_CONTROL_AMBIGUOUS` if there are several
 */
export async function findServer(
  { socketPath, data }: ServerChoice,
  hello: Hello,
  env: Env = process.env,
): Promise<ControlClient> {
  if (socketPath !== undefined) return await ControlClient.connect(socketPath, hello);
  if (data !== undefined) {
    // A path in the environment is that of another server, perhaps.
    const path = controlSocketPath({ data, env: { ...env, THREADLINE_SOCKET: undefined } });
    return await ControlClient.connect(path, hello);
  }
  const { THREADLINE_SOCKET: told, RUNTIME_DIRECTORY: ofService } = env;
  if (told || ofService) return await ControlClient.connect(controlSocketPath({ env }), hello);
  return await findOnly(socketFolder(env), hello);
}

async function findOnly(folder: string, hello: Hello): Promise<ControlClient> {
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
      `No server is running: none answers in "${folder}" or at "${servicePath}".\n` +
        'If there is one elsewhere, give its data folder (--data) or its socket (--socket).',
    );
  }
  const choices = running.map(({ path }) => `  --socket ${path}`).join('\n');
  throw new ControlError(
    'ERR_CONTROL_AMBIGUOUS',
    `Several servers are running; say which:\n${choices}`,
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
