import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the control socket of a server is when nobody says otherwise: `$THREADLINE_SOCKET`; in the folder systemd made
 * for the service (`$RUNTIME_DIRECTORY`); in the user's own (`$XDG_RUNTIME_DIR`); or in a folder of the user's in the
 * temporary one.
 */
export function controlSocketPath(
  name = 'threadline',
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { THREADLINE_SOCKET: told, RUNTIME_DIRECTORY: ofService, XDG_RUNTIME_DIR: ofUser } = env;
  if (told) return told;
  if (ofService) return join(ofService.split(':')[0] ?? '', 'control.sock');
  if (ofUser) return join(ofUser, name, 'control.sock');
  return join(tmpdir(), `${name}-${process.getuid?.() ?? 0}`, 'control.sock');
}
