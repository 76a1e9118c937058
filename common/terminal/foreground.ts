import { execFileSync } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import type { TerminalInput } from './streams.ts';

/**
 * Whether this process is in the foreground of its terminal. The kernel stops a background job that reads from the terminal
 * or sets its mode (SIGTTIN, SIGTTOU). True if it cannot be determined.
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

/** Parses `/proc/<pid>/stat`, and compares the process group with the terminal's (proc(5)); -1 means no terminal. */
export function readsForeground(stat: string): boolean {
  // The name in parentheses can itself contain spaces and parentheses.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return foreground === '-1' || foreground === group;
}

/** How often a background job checks whether it is in the foreground again: not every shell sends SIGCONT. */
const pollMs = 500;

/** Calls back once this process is in the foreground. Returns a function that cancels this. */
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

/** Inputs whose mode was set. They share one listener: a process may open and close many prompts. */
const guarded = new Set<TerminalInput>();

/**
 * Allows this process to exit in the background after it has set the terminal's mode. Node resets the mode at exit, for which
 * the kernel would stop the process.
 */
export function allowExitInBackground(input: TerminalInput): void {
  if (input.isTTY !== true) return;
  if (guarded.size === 0) process.once('exit', closeInBackground);
  guarded.add(input);
}

function closeInBackground(): void {
  for (const input of guarded) {
    const { _handle: handle } = input as { _handle?: { fd?: number } };
    if (handle?.fd === undefined || handle.fd < 0 || isForeground()) continue;
    // Node cannot reset the mode through a closed descriptor. For a background job, the shell sets the mode.
    closeSync(handle.fd);
  }
}
