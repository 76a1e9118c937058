import { execFileSync } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import type { TerminalInput } from './streams.ts';

/**
 * Whether this process is in the foreground of its terminal. A job in the background must not read from the terminal or
 * set its mode: the kernel stops it for that (SIGTTIN, SIGTTOU). True if there is no way to find out.
 */
export function isForeground(): boolean {
  try {
    if (process.platform === 'linux')
      return readsForeground(readFileSync('/proc/self/stat', 'utf8'));
    if (process.platform === 'win32') return true;
    const args = ['-o', 'stat=', '-p', String(process.pid)];
    return execFileSync('ps', args, { encoding: 'utf8', timeout: 1000 }).includes('+');
  } catch {
    return true;
  }
}

/** Reads `/proc/<pid>/stat`: the process group is compared with that of the terminal (proc(5)); -1 is no terminal. */
export function readsForeground(stat: string): boolean {
  // The name in parentheses may hold spaces and parentheses itself.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return foreground === '-1' || foreground === group;
}

/** How often a job in the background looks whether it is in the foreground again: not every shell sends SIGCONT then. */
const pollMs = 500;

/** Calls back once this process is in the foreground. Returns how to stop waiting. */
export function onForeground(callback: () => void): () => void {
  const check = (): void => {
    if (!isForeground()) return;
    stop();
    callback();
  };
  const timer = setInterval(check, process.platform === 'linux' ? pollMs : 4 * pollMs);
  const stop = (): void => {
    clearInterval(timer);
    process.off('SIGCONT', check);
  };
  process.on('SIGCONT', check);
  return stop;
}

const guarded = new WeakSet<TerminalInput>();

/**
 * Lets this process exit in the background after it has set the mode of a terminal: Node sets it back at exit, and the
 * kernel would stop the process for that.
 */
export function allowExitInBackground(input: TerminalInput): void {
  if (input.isTTY !== true || guarded.has(input)) return;
  guarded.add(input);
  process.once('exit', () => {
    const { _handle: handle } = input as { _handle?: { fd?: number } };
    if (handle?.fd === undefined || handle.fd < 0 || isForeground()) return;
    // A mode can't be set through a closed descriptor. In the background the mode is the shell's business.
    closeSync(handle.fd);
  });
}
