import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { quoteWord } from '../shell/parse-line.ts';
import { ControlClient } from '../socket/control-client.ts';
import type { ClientHello } from '../socket/protocol.ts';
import { controlSocketPath, socketFolder } from '../socket/socket-path.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The socket of a system service. */
const servicePath = '/run/threadline/control.sock';

/** The maximum number of sockets to try. */
const maxSockets = 64;

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
  if (data !== undefined) return await connectToData(data, hello, env);
  const { THREADLINE_SOCKET, RUNTIME_DIRECTORY } = env;
  if (THREADLINE_SOCKET || RUNTIME_DIRECTORY)
    return await ControlClient.connect(controlSocketPath({ env }), hello);
  return await connectToOnly(hello, env);
}

async function connectToData(data: string, hello: ClientHello, env: Env): Promise<ControlClient> {
  const path = socketOf(data, env);
  try {
    return await ControlClient.connect(path, hello);
  } catch (error) {
    const cause = codeOf((error as Error).cause) ?? '';
    if (!['ENOENT', 'ECONNREFUSED'].includes(cause)) throw error;
    // It may have another socket: that of a system service, or one chosen with an option.
    const { servers } = await findRunning(hello, env);
    const own = servers.find((one) => one.data === resolve(data));
    if (own !== undefined) {
      await closeAll(servers.filter((one) => one !== own));
      return own.client;
    }
    await closeAll(servers);
    const folder = existsSync(data) ? '' : ', which does not exist';
    throw new ControlError(
      'ERR_CONTROL_UNAVAILABLE',
      `No server is running for the data folder "${resolve(data)}"${folder}` +
        (servers.length === 0 ? '' : `\nServers that are running:\n${choices(servers, env)}`),
      { cause: error },
    );
  }
}

/** The default socket of the server with a data folder. The paths in the environment may be another server's. */
function socketOf(data: string, env: Env): string {
  const own = { ...env, THREADLINE_SOCKET: undefined, RUNTIME_DIRECTORY: undefined };
  return controlSocketPath({ data, env: own });
}

async function connectToOnly(hello: ClientHello, env: Env): Promise<ControlClient> {
  const { servers, busy } = await findRunning(hello, env);
  const [first, ...others] = servers;
  if (first !== undefined && others.length === 0) return first.client;
  await closeAll(servers);
  if (first !== undefined) {
    throw new ControlError(
      'ERR_CONTROL_AMBIGUOUS',
      `Several servers are running; choose one:\n${choices(servers, env)}`,
    );
  }
  if (busy !== undefined) throw busy;
  throw new ControlError(
    'ERR_CONTROL_UNAVAILABLE',
    `No server is running: found none in "${socketFolder(env)}"\nor at "${servicePath}". ` +
      'Use --data <folder> or --socket <path>\nfor a server elsewhere.',
  );
}

interface RunningServer {
  readonly client: ControlClient;
  readonly path: string;
  readonly data: string | undefined;
}

/** Connects to every running server of this user and of the system; `busy` is the error of one that has too many controllers. */
async function findRunning(
  hello: ClientHello,
  env: Env,
): Promise<{ servers: RunningServer[]; busy: Error | undefined }> {
  const paths = [...socketsIn(socketFolder(env)), servicePath];
  const connecting = paths.map(async (path) => {
    const client = await ControlClient.connect(path, hello);
    return { client, path, data: (await client.serverHello()).data };
  });
  const tried = await Promise.allSettled(connecting);
  const servers = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failures = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  return { servers, busy: failures.find((error) => codeOf(error) === 'ERR_CONTROL_BUSY') };
}

async function closeAll(servers: readonly RunningServer[]): Promise<void> {
  await Promise.all(servers.map(({ client }) => client.close()));
}

/** The option that selects each server. */
function choices(servers: readonly RunningServer[], env: Env): string {
  const options = servers.map(({ path, data }) => {
    if (data !== undefined && socketOf(data, env) === path) return `  --data ${quoteWord(data)}`;
    return `  --socket ${quoteWord(path)}${data === undefined ? '' : ` (data folder ${data})`}`;
  });
  return options.join('\n');
}

function socketsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sock'))
      .sort()
      .slice(0, maxSockets)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
