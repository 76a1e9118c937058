import type { Socket } from 'node:net';
import { messageOf } from '../../../../../common/thrown.ts';
import { dial } from '../../net/dial.ts';
import { visible } from '../../../../../common/text/visible.ts';
import { showAddress } from '../address.ts';
import type { Common } from '../arguments.ts';
import { dialOptions, warning } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { keepPace } from '../pace.ts';
import { readLines } from '../read-lines.ts';
import type { Streams } from '../streams.ts';
import { TelnetFilter } from './telnet-filter.ts';

/**
 * Talks to any server as it is: lines go out with CR LF; what comes back is shown with its control characters made visible,
 * and without what telnet negotiates. Resolves to the exit code when the connection ends: 1 if it broke.
 */
export async function runRaw(invocation: Common, streams: Streams): Promise<number> {
  const { input, output, errorOutput } = streams;
  const warned = warning(invocation);
  if (warned !== undefined) errorOutput.write(`-- warning: ${warned}\n`);
  const socket = await dial(dialOptions(invocation));
  errorOutput.write(`-- connected to ${showAddress(invocation.address)}\n`);
  let failed: Error | undefined;
  socket.on('error', (error: Error) => void (failed = error));
  const filter = new TelnetFilter();
  const pace = keepPace(socket, [output]);
  socket.on('data', (chunk: Buffer) => {
    output.write(showText(filter.push(chunk)));
    pace();
  });
  const ended = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
  const interrupt = (): void => void socket.end();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  socket.resume();
  sendAll().catch((error: unknown) => socket.destroy(error as Error));
  await ended;
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  output.write(showText(filter.end()));
  errorOutput.write(
    `-- ${failed === undefined ? 'the server has ended the connection' : messageOf(failed)}\n`,
  );
  return failed === undefined ? exitCodes.ok : exitCodes.failure;

  async function sendAll(): Promise<void> {
    for await (const line of readLines(input)) {
      if (socket.destroyed) return;
      // UTF-8 has no byte that telnet could take for a command.
      if (!socket.write(`${line}\r\n`)) await Promise.race([drained(socket), ended]);
    }
    socket.end();
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once('drain', () => resolve()));
}

/** Line ends and TAB stay; everything else that controls a terminal becomes visible. */
function showText(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : visible(part)))
    .join('');
}
