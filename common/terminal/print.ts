import type { Writable } from 'node:stream';

/** Writes a line to stdout; resolves when it is written. `console.log` would ignore a full disk or a closed pipe. * * @throws {Error} the system's error, such as `ENOSPC` or `EPIPE`
 */
export function print(text: string, output: Writable = process.stdout): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(`${text}\n`, (error) => {
      if (error) return reject(error);
      output.off('error', reject);
      resolve();
    });
  });
}
