import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Options of {@link controlSocketPath}. */
export interface SocketPathOptions {
  /** The data folder of the server: each has a socket of its own. @default one socket for all */
  readonly data?: string | undefined;
  /** @default process.env */
  readonly env?: Env;
}

/**
 * Where the control socket of a server is when nobody says otherwise: `$THREADLINE_SOCKET`; in the folder systemd made
 * for the service (`$RUNTIME_DIRECTORY`); or in {@link socketFolder}, under a name derived from the data folder.
 */
export function controlSocketPath({ data, env = process.env }: SocketPathOptions = {}): string {
  const { THREADLINE_SOCKET: told, RUNTIME_DIRECTORY: ofService } = env;
  if (told) return told;
  if (ofService) return join(ofService.split(':')[0] ?? '', 'control.sock');
  return join(socketFolder(env), data === undefined ? 'control.sock' : `${nameOf(data)}.sock`);
}

/** The folder of this user's sockets: in `$XDG_RUNTIME_DIR`, or in the temporary folder. */
export function socketFolder(env: Env = process.env): string {
  const { XDG_RUNTIME_DIR: ofUser } = env;
  return ofUser
    ? join(ofUser, 'threadline')
    : join(tmpdir(), `threadline-${process.getuid?.() ?? 0}`);
}

/** `data-1f2e3d4c`: what the folder is called, and what no other folder has. */
function nameOf(data: string): string {
  let path = resolve(data);
  try {
    path = realpathSync(path);
  } catch {
    // Not made yet.
  }
  const label = basename(path)
    .replace(/[^\w-]/g, '')
    .slice(0, 20);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return label === '' ? hash : `${label}-${hash}`;
}
