import { execFile } from 'node:child_process';

type Env = Readonly<Record<string, string | undefined>>;

/** What the service manager is told. */
export type ServiceState = 'ready' | 'reloading' | 'stopping' | 'alive';

/**
 * Tells systemd how the service is, if it wants to know (`NOTIFY_SOCKET`), with `systemd-notify`: Node has no unix
 * datagrams. The unit needs `NotifyAccess=all`, as the notice comes from a child process. Resolves to whether it was
 * told; never rejects.
 */
export function notifyService(state: ServiceState, env: Env = process.env): Promise<boolean> {
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
