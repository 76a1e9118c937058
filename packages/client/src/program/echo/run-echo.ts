import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, messageOf } from '../../../../../common/thrown.ts';
import { echo, type EchoClient } from '../../echo/echo-client.ts';
import { plainText } from '../../irc/text.ts';
import type { EchoInvocation } from '../arguments.ts';
import { dialOptions, formatAddress, insecureWarning } from '../server-address.ts';
import { printLine, readLines, type Streams } from '../streams.ts';
import { exitCodes } from '../usage.ts';
import { histogram, RoundTrips } from './round-trips.ts';

/** Connects to an echo server; resolves to the exit code: 1 if a response was wrong or missing. */
export async function runEcho(invocation: EchoInvocation, streams: Streams): Promise<number> {
  const { errorOutput } = streams;
  const warning = insecureWarning(invocation);
  if (warning !== undefined) printLine(errorOutput, '-- ', `warning: ${warning}`);
  const { timeoutMs, verbose, address } = invocation;
  const { host, port, ...options } = dialOptions(invocation);
  const client = await echo(host, port, { ...options, timeoutMs });
  if (verbose) printLine(errorOutput, '-- ', `connected to ${formatAddress(address)}`);
  try {
    if (invocation.ping !== undefined) return await runPing(client, invocation, streams);
    return await echoLines(client, streams, verbose);
  } finally {
    await client.close();
    if (verbose) errorOutput.write('-- closed\n');
  }
}

/** Sends line by line, and prints the responses, on a terminal with their round-trip times. */
async function echoLines(
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
    errorOutput.write('threadline: the response differs from what was sent\n');
    code = exitCodes.failure;
  }
  return code;
}

/** Beyond this many pending pings the next one waits for the oldest. */
const maxPending = 1000;

/** Measures round trips until the count is reached, or Ctrl-C; resolves to the exit code. */
export async function runPing(
  client: EchoClient,
  { address, ping = Infinity, size, intervalMs }: EchoInvocation,
  { output, errorOutput }: Streams,
): Promise<number> {
  const trips = new RoundTrips();
  const stop = new AbortController();
  // Pending pings count as lost.
  const interrupt = (): void => {
    stop.abort();
    void client.close();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  output.write(`PING ${formatAddress(address)}: ${size} bytes over TCP\n`);
  const startedAt = performance.now();
  const pending: Promise<void>[] = [];
  let failure: unknown;
  for (let sequence = 1; sequence <= ping && !stop.signal.aborted; sequence += 1) {
    const sent = sendPing(client, sequence, size, trips);
    const printed = sent.then(
      (line) => void output.write(`${line}\n`),
      (error: unknown) => {
        if (!stop.signal.aborted) failure = error;
        stop.abort();
      },
    );
    // Without an interval, each ping waits for the previous one.
    if (intervalMs === 0) await printed;
    else pending.push(printed);
    if (intervalMs > 0 && sequence < ping) {
      await delay(intervalMs, undefined, { signal: stop.signal }).catch(() => {});
    }
    if (pending.length > maxPending) await pending.shift();
  }
  await Promise.all(pending);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  output.write(`${trips.summary(performance.now() - startedAt)}\n`);
  if (trips.times.length > 1) output.write(`${histogram(trips.times)}\n`);
  if (failure !== undefined) {
    printLine(errorOutput, 'threadline: ', messageOf(failure));
    return exitCodes.failure;
  }
  return trips.received === trips.sent && trips.damaged === 0 ? exitCodes.ok : exitCodes.failure;
}

/** Resolves to the line to print. */
async function sendPing(
  client: EchoClient,
  sequence: number,
  size: number,
  trips: RoundTrips,
): Promise<string> {
  trips.start();
  try {
    const { bytes, roundTripMs, intact } = await client.send(pingPayload(sequence, size));
    trips.add(roundTripMs, intact);
    const damage = intact ? '' : ', damaged';
    return `${bytes.length} bytes: seq=${sequence} time=${roundTripMs.toFixed(3)} ms${damage}`;
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_TIMEOUT') throw error;
    return `seq=${sequence}: timed out`;
  }
}

/** Bytes that differ between pings. */
function pingPayload(sequence: number, size: number): Buffer {
  const bytes = Buffer.alloc(size, `${sequence} threadline `);
  if (size > 0) bytes[size - 1] = 10;
  return bytes;
}
