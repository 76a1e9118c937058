import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server program and how to start it. */
interface Daemon {
  readonly name: string;
  /** The text of its configuration. */
  readonly config: (port: number, folder: string) => string;
  /** The arguments that make it read the configuration and stay in the foreground. */
  readonly args: (configFile: string) => string[];
}

/**
 * Writes the configuration of a server program, starts it, and prints its port once it is listening. The path of the
 * program is the argument of this process. Stops the server and removes its files on SIGTERM or when standard input ends.
 */
export async function runDaemon({ name, config, args }: Daemon): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `threadline-bench-${name}-`));
  const port = await freePort();
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, config(port, folder));
  let ended = false;
  const daemon = spawn(process.argv[2] ?? name, args(file), {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const leave = (): never => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(ended ? 0 : 1);
  };
  const end = (): void => {
    ended = true;
    daemon.kill('SIGKILL');
  };
  process.on('SIGTERM', end);
  process.stdin.on('end', end).resume();
  daemon.on('error', (error) => {
    console.error(error.message);
    leave();
  });
  daemon.on('exit', (code) => {
    if (!ended) console.error(`${name} exited with code ${code}`);
    leave();
  });
  while (!(await isListening(port))) await pause(50);
  if (!ended) console.log(`listening ${port} ${daemon.pid}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
