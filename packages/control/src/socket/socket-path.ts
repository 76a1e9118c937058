import { createHash } from 'node:crypto';
import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ControlError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Options of {@link controlSocketPath}. */
interface SocketPathOptions {
  /** The data folder of the server. @default none */
  readonly data?: string | undefined;
  /** @default process.env */
  readonly env?: Env;
}

/**
 * The default path of the control socket: `$THREADLINE_SOCKET`; else in the runtime folder of the systemd service
 * (`$RUNTIME_DIRECTORY`); else in {@link socketFolder}, under a name derived from the data folder.
 */
export function controlSocketPath({ data, env = process.env }: SocketPathOptions = {}): string {
  const { THREADLINE_SOCKET, RUNTIME_DIRECTORY } = env;
  if (THREADLINE_SOCKET) return THREADLINE_SOCKET;
  if (RUNTIME_DIRECTORY) return join(RUNTIME_DIRECTORY.split(':')[0] ?? '', 'control.sock');
  return join(socketFolder(env), data === undefined ? 'control.sock' : `${nameOf(data)}.sock`);
}

/** The folder for the sockets of this user: in `$XDG_RUNTIME_DIR`, else in the temporary folder. */
export function socketFolder(env: Env = process.env): string {
  const { XDG_RUNTIME_DIR } = env;
  return XDG_RUNTIME_DIR
    ? join(XDG_RUNTIME_DIR, 'threadline')
    : join(tmpdir(), `threadline-${process.getuid?.() ?? 0}`);
}

/** `data-1f2e3d4c`: the name of the folder, and a hash of its path. */
function nameOf(data: string): string {
  let path = resolve(data);
  try {
    path = realpathSync(path);
  } catch {
    // Not created yet.
  }
  const label = basename(path)
    .replace(/[^\w-]/g, '')
    .slice(0, 20);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return label === '' ? hash : `${label}-${hash}`;
}

/**
 * A path in the form that `listen()` and `connect()` of `node:net` expect. A path without a folder gets `./`, since they
 * would take a path of digits for a TCP port on every address.
 */
export function socketAddress(path: string): { path: string } {
  return { path: path.includes('/') ? path : `./${path}` };
}

/**
 * Checks that no other user could impersonate the server: the socket and its folder must belong to this user or to root.
 * Root may control the servers of other users, but does not follow their files in a world-writable folder.
 *
 * @throws {ControlError} `ERR_CONTROL_UNAVAILABLE` if it belongs to another user
 * @throws {Error} the system's error if the file cannot be examined, such as `ENOENT`
 */
export function checkOwner(path: string, user = process.geteuid?.()): void {
  if (user === undefined) return;
  for (const entry of [path, dirname(path)]) {
    const owner = [lstatSync(entry), statSync(entry)].find(belongsToOthers(user))?.uid;
    if (owner === undefined || (user === 0 && !isWorldWritable(dirname(entry)))) continue;
    const message = `Cannot trust the socket "${path}": "${entry}" belongs to user ${owner}`;
    throw new ControlError('ERR_CONTROL_UNAVAILABLE', message);
  }
}

function belongsToOthers(user: number): (stats: Stats) => boolean {
  return ({ uid }) => uid !== user && uid !== 0;
}

function isWorldWritable(folder: string): boolean {
  return (statSync(folder).mode & 0o002) !== 0;
}
