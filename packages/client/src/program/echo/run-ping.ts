import { setTimeout as delay } from 'node:timers/promises';
import { showAddress } from '../address.ts';
import type { EchoClient } from '../../echo/echo-client.ts';
import { codeOf } from '../../../../../common/thrown.ts';
import type { EchoInvocation } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Streams } from '../streams.ts';
import { histogram } from './histogram.ts';
import { RoundTrips } from './round-trips.ts';

/** Measures round trips until there are enough, or Ctrl-C; resolves to the exit code. */
export async function runPing(
  client: EchoClient,
  { address, ping = Infinity, size, intervalMs }: EchoInvocation,
  { output, errorOutput }: Streams,
): Promise<number> {
  const trips = new RoundTrips();
  const stop = new AbortController();
  // What is under way then counts as lost.
  const interrupt = (): void => {
    stop.abort();
    void client.close();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  output.write(`PING ${showAddress(address)}: ${size} bytes over TCP\n`);
  const startedAt = performance.now();
  const underWay: Promise<void>[] = [];
  let lost: unknown;
  for (let sequence = 1; sequence <= ping && !stop.signal.aborted; sequence += 1) {
    const trip = one(client, payload(sequence, size), sequence, trips, (line) =>
      output.write(`${line}\n`),
    );
    const settled = trip.catch((error: unknown) => {
      if (!stop.signal.aborted) lost = error;
      stop.abort();
    });
    // As fast as it goes means one after another.
    if (intervalMs === 0) await settled;
    else underWay.push(settled);
    if (intervalMs > 0 && sequence < ping)
      await delay(intervalMs, undefined, { signal: stop.signal }).catch(() => {});
    if (underWay.length > 1000) await underWay.shift();
  }
  await Promise.all(underWay);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  output.write(`${trips.summary(performance.now() - startedAt)}\n`);
  if (trips.times.length > 1) output.write(`${histogram(trips.times)}\n`);
  if (lost !== undefined) {
    errorOutput.write(`threadline: ${(lost as Error).message}\n`);
    return exitCodes.failure;
  }
  return trips.received === trips.sent && trips.damaged === 0 ? exitCodes.ok : exitCodes.failure;
}

async function one(
  client: EchoClient,
  bytes: Buffer,
  sequence: number,
  trips: RoundTrips,
  tell: (line: string) => void,
): Promise<void> {
  trips.start();
  try {
    const { roundTripMs, intact } = await client.send(bytes);
    trips.take(roundTripMs, intact);
    const damage = intact ? '' : ', damaged';
    tell(`${bytes.length} bytes: seq=${sequence} time=${roundTripMs.toFixed(3)} ms${damage}`);
  } catch (error) {
    if (codeOf(error) !== 'ERR_CLIENT_TIMEOUT') throw error;
    tell(`seq=${sequence}: no answer in time`);
  }
}

/** Bytes that tell one ping from another. */
function payload(sequence: number, size: number): Buffer {
  const bytes = Buffer.alloc(size, `${sequence} threadline `);
  if (size > 0) bytes[size - 1] = 10;
  return bytes;
}
