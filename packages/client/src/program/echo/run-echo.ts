import { echo, type EchoClient } from '../../echo/echo-client.ts';
import { plainText } from '../../text/plain-text.ts';
import type { EchoInvocation } from '../arguments.ts';
import { dialOptions, warning } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { showAddress } from '../address.ts';
import { readLines } from '../read-lines.ts';
import type { Streams } from '../streams.ts';
import { runPing } from './run-ping.ts';

/** Talks to an echo server; resolves to the exit code: 1 if anything came back wrong or not at all. */
export async function runEcho(invocation: EchoInvocation, streams: Streams): Promise<number> {
  const warned = warning(invocation);
  if (warned !== undefined) streams.errorOutput.write(`-- warning: ${warned}\n`);
  const { timeoutMs, verbose, address } = invocation;
  const { host, port, ...options } = dialOptions(invocation);
  const client = await echo(host, port, { ...options, timeoutMs });
  if (verbose) streams.errorOutput.write(`-- connected to ${showAddress(address)}\n`);
  try {
    if (invocation.ping !== undefined) return await runPing(client, invocation, streams);
    return await talk(client, streams, verbose);
  } finally {
    await client.close();
    if (verbose) streams.errorOutput.write('-- closed\n');
  }
}

/** Line by line: what comes back is shown, with its time on a terminal. */
async function talk(
  client: EchoClient,
  { input, output, errorOutput }: Streams,
  verbose: boolean,
): Promise<number> {
  let code: number = exitCodes.ok;
  for await (const line of readLines(input)) {
    const { bytes, roundTripMs, intact } = await client.send(`${line}\n`);
    const text = plainText(bytes.toString('utf8').replace(/\n$/, ''));
    const time = output.isTTY ? `  (${roundTripMs.toFixed(2)} ms)` : '';
    output.write(`${text}${time}\n`);
    if (verbose) errorOutput.write(`-- ${bytes.length} bytes in ${roundTripMs.toFixed(3)} ms\n`);
    if (intact) continue;
    errorOutput.write('threadline: what came back is not what was sent\n');
    code = exitCodes.failure;
  }
  return code;
}
