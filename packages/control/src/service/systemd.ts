import { execFile } from 'node:child_process';
import type { Awaitable } from '../target.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A state of the service to notify systemd of. */
type ServiceState = 'ready' | 'reloading' | 'stopping' | 'alive';

/**
 * Notifies systemd of a state, if `NOTIFY_SOCKET` is set. Node has no unix datagram sockets, so this runs `systemd-notify`; the
 * unit needs `NotifyAccess=all`, since the message comes from a child process. Resolves to true if the notification was
 * sent; never rejects.
 */
export function notifySystemd(state: ServiceState, env: Env = process.env): Promise<boolean> {
  if (!env['NOTIFY_SOCKET']) return Promise.resolve(false);
  const args = [`--pid=${process.pid}`, ...wordsOf(state)];
  return new Promise((resolve) => {
    execFile('systemd-notify', args, { env, timeout: 5000 }, (error) => resolve(error === null));
  });
}

function wordsOf(state: ServiceState): string[] {
  switch (state) {
    case 'ready':
      return ['--ready', '--status=listening'];
    case 'reloading':
      return ['RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`];
    case 'stopping':
      return ['STOPPING=1', '--status=shutting down'];
    case 'alive':
      return ['WATCHDOG=1'];
    default:
      return state satisfies never;
  }
}

/**
 * Sends keep-alives to the watchdog of systemd at twice the required rate (`WatchdogSec=`, sd_watchdog_enabled(3)), each after
 * `alive` has resolved, so that systemd restarts a service whose parts do not respond. Does nothing without a watchdog.
 *
 * @returns a function that stops it
 */
export function startWatchdog(alive: () => Awaitable<unknown>, env: Env = process.env): () => void {
  const timeoutMs = watchdogTimeout(env);
  if (timeoutMs === undefined) return () => {};
  let checking = false;
  const keepAlive = async (): Promise<void> => {
    if (checking) return;
    checking = true;
    try {
      await alive();
      await notifySystemd('alive', env);
    } catch {
      // systemd acts on the missing keep-alive.
    } finally {
      checking = false;
    }
  };
  const timer = setInterval(() => void keepAlive(), timeoutMs / 2).unref();
  return () => clearInterval(timer);
}

/** The watchdog timeout of this process, in milliseconds; undefined without a watchdog. */
function watchdogTimeout({
  WATCHDOG_USEC: microseconds,
  WATCHDOG_PID: pid,
}: Env): number | undefined {
  if (pid !== undefined && pid !== String(process.pid)) return undefined;
  const timeoutMs = Number(microseconds ?? 0) / 1000;
  return timeoutMs > 0 && timeoutMs < Infinity ? timeoutMs : undefined;
}

/** A listening socket opened by systemd, for `server.listen({ fd })`. */
export interface ListenFd {
  readonly fd: number;
  /** Its `FileDescriptorName=`, if any. */
  readonly name: string | undefined;
}

const firstFd = 3;
const maxFds = 1024;

/**
 * Returns the sockets passed by socket activation (sd_listen_fds(3)); none if they are meant for another process. Removes the
 * variables from the environment, so that no child process takes the sockets for its own.
 *
 * @throws {RangeError} if `LISTEN_FDS` is not a valid number
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
