/** A listening socket that the service manager has opened: `server.listen({ fd })`. */
export interface ListenFd {
  readonly fd: number;
  /** Its `FileDescriptorName=`, if it has one. */
  readonly name: string | undefined;
}

const firstFd = 3;
const maxFds = 1024;

/**
 * The sockets handed over by socket activation (sd_listen_fds(3)), none if they are meant for another process. The
 * variables are taken out of the environment, so that no child process takes the sockets for its own.
 *
 * @throws {RangeError} if `LISTEN_FDS` is not a number of descriptors
 */
export function takeListenFds(
  env: Record<string, string | undefined> = process.env,
  pid: number = process.pid,
): ListenFd[] {
  const { LISTEN_PID: meant, LISTEN_FDS: count, LISTEN_FDNAMES: names = '' } = env;
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete env[name];
  if (meant === undefined || count === undefined || meant !== String(pid)) return [];
  if (!/^\d{1,4}$/.test(count) || Number(count) > maxFds) {
    throw new RangeError(`Expected LISTEN_FDS to be a number up to ${maxFds}, got "${count}"`);
  }
  const given = names.split(':');
  return Array.from({ length: Number(count) }, (_, index) => ({
    fd: firstFd + index,
    name: given[index] || undefined,
  }));
}
