import type { ListenFd } from '@threadline/control';
import { type DemoSettings, SettingsError } from './read-settings.ts';

/** The servers of the demo, in the order in which sockets without names are theirs. */
const servers = ['echo', 'chat'] as const;
type ServerName = (typeof servers)[number];

/** Descriptors of listening sockets that were opened for the servers before this process began. */
export type Inherited = Readonly<Partial<Record<ServerName, number>>>;

/**
 * Says whose the sockets of socket activation are: by their names, or, if none has the name of a server, in order.
 *
 * @throws {SettingsError} if one is nobody's, or a server has two
 */
export function shareOut(sockets: readonly ListenFd[]): Inherited {
  const named = sockets.some(({ name }) => isServer(name));
  const shares: Partial<Record<ServerName, number>> = {};
  for (const [index, { fd, name }] of sockets.entries()) {
    const server = named ? name : servers[index];
    if (!isServer(server)) {
      const what = named ? `named "${name ?? ''}"` : `number ${index + 1}`;
      throw new SettingsError(
        2,
        `Cannot use the socket ${what}: Expected one for ${servers.join(', one for ')}`,
      );
    }
    if (shares[server] !== undefined)
      throw new SettingsError(2, `Cannot use two sockets named "${server}"`);
    shares[server] = fd;
  }
  return shares;
}

function isServer(name: string | undefined): name is ServerName {
  return servers.some((server) => server === name);
}

/** Where a server is to listen: on what it has inherited, else where the settings say. */
export function listenAt(
  fd: number | undefined,
  { host }: DemoSettings,
  port: number,
): { fd: number } | { host: string; port: number } {
  return fd === undefined ? { host, port } : { fd };
}
