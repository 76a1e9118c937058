import { join } from 'node:path';
import { appCommand, type Peer, runCommand } from '../side-by-side/peer.ts';
import type { EchoOptions } from './cases.ts';

export const peerNames = ['threadline', 'bare', 'net', 'python', 'go'] as const;

type PeerName = (typeof peerNames)[number];

const folder = join(import.meta.dirname, '../../peers');
const servers = join(import.meta.dirname, 'servers');

type Finder = () => Omit<Peer<EchoOptions>, 'name'>;

/** Returns a function per peer that finds it. Binaries are built in `buildFolder`. */
export function echoPeers(buildFolder: string): Record<PeerName, Finder> {
  return {
    threadline: () => ({
      about: '@threadline/server from its dist, handler @threadline/echo',
      command: ({ asStarted, ...options }) =>
        asStarted === true
          ? appCommand('echo', options.maxThreads)
          : [process.execPath, join(servers, 'threadline.ts'), JSON.stringify(options)],
      endSignal: 'SIGTERM',
    }),
    bare: () => ({
      about: 'minimal code that moves sockets to threads in Node, handler @threadline/echo',
      command: ({ maxThreads = 1 }) => [
        process.execPath,
        join(servers, 'bare.ts'),
        String(maxThreads),
      ],
    }),
    net: () => ({
      about: `net.createServer of Node ${process.version}, one thread, handler @threadline/echo`,
      command: () => [process.execPath, join(servers, 'net.ts')],
    }),
    python: () => ({
      about: `socketserver.ThreadingTCPServer of ${runCommand('python3', ['--version'])}`,
      command: () => ['python3', join(folder, 'echo.py')],
    }),
    go: () => {
      const binary = join(buildFolder, 'echo-go');
      const version = runCommand('go', ['version']);
      runCommand('go', ['build', '-o', binary, join(folder, 'echo.go')]);
      return {
        about: `one goroutine per connection, ${version}`,
        command: () => [binary],
      };
    },
  };
}
