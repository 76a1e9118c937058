import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { appCommand, type Peer, runCommand } from '../side-by-side/peer.ts';

/** What a case asks of the server under test. */
export interface ServerOptions {
  /** Measures the app as users start it, not the packages alone. */
  readonly asStarted?: boolean;
  /** Unset for the server's own default. */
  readonly maxThreads?: number;
}

/** Where the server under test keeps what is said: a file in that folder, or memory. */
export interface HistoryOptions {
  readonly historyFolder: string | undefined;
}

export const peerNames = [
  'threadline',
  'threadline-memory',
  'net',
  'ngircd',
  'inspircd',
  'blaster',
] as const;

/** A server that is measured: ours, those beside it, and one to measure the load with. */
type PeerName = (typeof peerNames)[number];

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
