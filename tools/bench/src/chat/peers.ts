import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { appCommand, type Peer, runCommand } from '../side-by-side/peer.ts';

/** The options of the server under test. */
export interface ServerOptions {
  /** Runs the complete app with its defaults, not the packages alone. */
  readonly asStarted?: boolean;
  /** Default: that of the server. */
  readonly maxThreads?: number;
}

export interface HistoryOptions {
  /** The folder of the history file. If undefined, history is kept in memory. */ readonly historyFolder:
    string | undefined;
}

export const peerNames = [
  'threadline',
  'threadline-memory',
  'net',
  'ngircd',
  'inspircd',
  'blaster',
] as const;

type PeerName = (typeof peerNames)[number];

type Finder = () => Omit<Peer<ServerOptions>, 'name'>;

const servers = join(import.meta.dirname, 'servers');

/** Returns a function per peer that finds it. Histories are stored in `folder`. */
export function chatPeers(folder: string): Record<PeerName, Finder> {
  const ours = (historyFolder: string | undefined): Finder => {
    const history = historyFolder === undefined ? 'in memory' : 'on SQLite';
    return () => ({
      about: `@threadline/server and @threadline/chat from their dist, history ${history}`,
      command: ({ asStarted, ...options }) =>
        asStarted === true
          ? appCommand('chat', options.maxThreads)
          : node('threadline.ts', JSON.stringify({ ...options, historyFolder })),
      endSignal: 'SIGTERM',
    });
  };
  return {
    threadline: ours(folder),
    'threadline-memory': ours(undefined),
    net: () => ({
      about: `a chat on net.createServer of Node ${process.version}, one thread, one write per message and member, no history`,
      command: () => node('net.ts'),
    }),
    ngircd: daemon('ngircd'),
    inspircd: daemon('inspircd'),
    blaster: () => ({
      about: 'not a chat: writes prepared lines to all clients, to measure the load process',
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

/** Searches `PATH` and the `sbin` folders, where servers are usually installed. */
function findProgram(name: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const file = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name} is not installed`);
  return file;
}

function node(file: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, join(servers, file), ...args];
}
