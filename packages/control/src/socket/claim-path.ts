import { lstatSync, mkdirSync, type Stats, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { socketAddress } from './socket-address.ts';

/** The longest path a unix socket can have, in bytes. */
const maxPathBytes = process.platform === 'darwin' ? 103 : 107;

/**
 * Makes a path ready for a unix socket: makes its folder (0700), takes away a socket nobody answers at.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_PATH`, `ERR_CONTROL_SOCKET_FOLDER`, `ERR_CONTROL_SOCKET_IN_USE`
 */
export async function claimPath(path: string): Promise<void> {
  const bytes = Buffer.byteLength(socketAddress(path).path);
  if (path === '' || bytes > maxPathBytes) {
    const found =
      path === '' ? 'it is empty' : `it has ${bytes} bytes, at most ${maxPathBytes} fit`;
    throw new ControlError('ERR_CONTROL_SOCKET_PATH', `Cannot listen on "${path}": ${found}`);
  }
  checkFolder(dirname(path));
  const old = lstatSync(path, { throwIfNoEntry: false });
  if (old === undefined) return;
  if (!old.isSocket()) {
    const message = `Cannot listen on "${path}": something that is no socket is there`;
    throw new ControlError('ERR_CONTROL_SOCKET_PATH', message);
  }
  if (await answers(path)) {
    const message = `Cannot listen on "${path}": another server answers there; give this one another path`;
    throw new ControlError('ERR_CONTROL_SOCKET_IN_USE', message);
  }
  // Whoever was faster than us has put a new one there meanwhile.
  if (lstatSync(path, { throwIfNoEntry: false })?.ino === old.ino) unlinkSync(path);
}

function checkFolder(folder: string): void {
  let stats: Stats;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    stats = lstatSync(folder);
    if (stats.isSymbolicLink()) stats = lstatSync(`${folder}/.`);
  } catch (error) {
    throw new ControlError(
      'ERR_CONTROL_SOCKET_FOLDER',
      `Cannot make the folder "${folder}": ${messageOf(error)}`,
      { cause: error },
    );
  }
  const user = process.geteuid?.();
  const foreign = user !== undefined && stats.uid !== user && stats.uid !== 0;
  const open = (stats.mode & 0o022) !== 0 && (stats.mode & 0o1000) === 0;
  if (foreign || open) {
    const message = `Cannot use the folder "${folder}": ${foreign ? 'it belongs to somebody else' : 'others may write into it'}`;
    throw new ControlError('ERR_CONTROL_SOCKET_FOLDER', message);
  }
}

/** Whether a server accepts connections at this path. */
function answers(path: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const socket = connect(socketAddress(path));
  socket.once('connect', () => resolve(true));
  socket.once('error', (error) => {
    const code = codeOf(error);
    if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false);
    else if (code === 'EAGAIN') resolve(true);
    else {
      const message = `Cannot listen on "${path}": ${error.message}`;
      reject(new ControlError('ERR_CONTROL_SOCKET_PATH', message, { cause: error }));
    }
  });
  return promise.finally(() => socket.destroy());
}
