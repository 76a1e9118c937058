import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ControlError } from '../errors.ts';

/**
 * Makes sure that nobody else has put a socket there to be taken for the server: it and its folder belong to the user,
 * or to root. Root controls everybody's servers, but follows nothing of another user's that lies where anybody may
 * write.
 *
 * @throws {ControlError} `ERR_CONTROL_UNAVAILABLE` if it is somebody else's
 * @throws the system's error if it can't be looked at, for example as it is not there
 */
export function checkOwner(path: string, user = process.geteuid?.()): void {
  if (user === undefined) return;
  for (const entry of [path, dirname(path)]) {
    const owner = [lstatSync(entry), statSync(entry)].find(isOthers(user))?.uid;
    if (owner === undefined || (user === 0 && !isOpenToAll(dirname(entry)))) continue;
    const message = `Cannot trust the socket "${path}": "${entry}" belongs to user ${owner}`;
    throw new ControlError('ERR_CONTROL_UNAVAILABLE', message);
  }
}

function isOthers(user: number): (stats: Stats) => boolean {
  return ({ uid }) => uid !== user && uid !== 0;
}

function isOpenToAll(folder: string): boolean {
  return (statSync(folder).mode & 0o002) !== 0;
}
