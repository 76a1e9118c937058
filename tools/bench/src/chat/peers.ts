import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { appCommand } from '../side-by-side/app-command.ts';
import type { Peer } from '../side-by-side/peer.ts';
import { runCommand } from '../side-by-side/run-command.ts';
import type { ServerOptions } from './servers/options.ts';

export const peerNames = [
  'threadline',
  'threadline-memory',
  'net',
  'ngircd',
  'inspircd',
  'blaster',
] as const;

/** A server that is measured: ours, those beside it, and one to measure the load with. */
export type PeerName = (typeof peerNames)[number];

type Finder = () => Omit<Peer<ServerOptions>, 'name'>;

const servers = join(import.meta.dirname, 'servers');

/** How each peer is found. Histories go to the folder. */
export function chatPeers(folder: string): Record<PeerName, Finder> {
  const ours = (historyFolder: string | undefined): Finder => {
    const history = historyFolder === undefined ? 'in memory' : 'on SQLite';
    return () => ({
      about: `@threadline/server and @threadline/chat from their dist, history ${history}`,
      command: ({ asStarted, ...options }) =>
        asStarted === true
          ? appCommand('chat', options.maxThreads)
          : node('threadline.ts', JSON.stringify({ ...options, historyFolder })),
    });
  };
  return {
    threadline: ours(folder),
    'threadline-memory': ours(undefined),
    net: () => ({
      about: `a chat on net.createServer of Node ${process.version}, one thread, a write per message and member, no history`,
      command: () => node('net.ts'),
    }),
    ngircd: daemon('ngircd'),
    inspircd: daemon('inspircd'),
    blaster: () => ({
      about: 'no chat: writes the same lines to everyone, to measure the load process',
      command: () => node('blaster.ts'),
    }),
  };
}

function daemon(name: 'ngircd' | 'inspircd'): Finder {
  return () => {
    const program = findProgram(name);
    const [version] = runCommand(program, ['--version']).split('\n');
    return {
      about: `${version}, over IRC, no history`,
      command: () => node(`${name}.ts`, program),
      endSignal: 'SIGTERM',
    };
  };
}

/** Servers are often where only root looks for programs. */
function findProgram(name: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const file = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`no ${name} here`);
  return file;
}

function node(file: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, join(servers, file), ...args];
}
