import { readFileSync } from 'node:fs';
import { messageOf } from '../../../../common/thrown.ts';
import type { DialOptions } from '../net/dial.ts';
import type { Common } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** How to get to the server of a command line. @throws {UsageError} if the file of `--ca` can't be read */
export function dialOptions({ address, ca, insecure }: Common): DialOptions {
  const { host, port, tls } = address;
  if (!tls) return { host, port };
  return { host, port, tls: { insecure, ...(ca !== undefined && { ca: readCertificates(ca) }) } };
}

/** What the user must be told every time, if anything. */
export function warning({ address, insecure }: Common): string | undefined {
  if (!insecure) return undefined;
  return `--insecure: nobody made sure that this is ${address.host}; who sits between can read and change everything`;
}

function readCertificates(path: string): Buffer {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    throw new UsageError(`Cannot read --ca: ${messageOf(error)}`, { cause: error });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`No certificate in "${path}": expected PEM`);
  }
  return text;
}
