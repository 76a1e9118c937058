import { isAscii, isUtf8 } from 'node:buffer';
import { constants, realpathSync, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Book } from './book.ts';
import { fileUnusable } from '../errors.ts';
import { acquireLock } from './lock.ts';
import { ownerFor, replaceFile, stampAt, stampOf } from './replace-file.ts';
import type { Storage } from './storage.ts';
import { watchPath } from './watch-path.ts';

const maxFileBytes = 256 * 1024 * 1024;

const header =
  '# One account per line: name:argon2id hash:created=... seen=... tokens=... roles=...\n' +
  '# Comments and blank lines are kept. One malformed line makes the whole file unusable.\n';

/** Stores the accounts in a file that only its owner can read. */
export function fileStorage(path: string, { lockTimeoutMs }: { lockTimeoutMs: number }): Storage {
  const target = resolveLinks(path);
  return {
    path: target,
    stamp: () => stampAt(target),
    read: (previous) => readBook(target, previous),
    write: (text, expected) => replaceFile(target, text, { expected }),
    backup: async (text) => {
      await replaceFile(`${target}.bak`, text, { owner: ownerFor(target) });
    },
    lock: () => {
      return acquireLock(`${target}.lock`, { timeoutMs: lockTimeoutMs, owner: ownerFor(target) });
    },
    watch: (onChange) => watchPath(target, onChange),
  };
}

/**
 * Creates the file, with a comment in it, unless it exists. Safe for several processes at once. A file created by root
 * belongs to the owner of its folder.
 */
export async function createFile(storage: Storage): Promise<void> {
  if (storage.stamp() !== undefined) return;
  const unlock = await storage.lock();
  try {
    if (storage.stamp() === undefined) await replaceFile(storage.path, header);
  } finally {
    unlock();
  }
}

/** A rename would replace a symbolic link, and all paths of a file must use the same lock. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path));
    } catch (error) {
      throw fileUnusable(`the folder of "${path}" does not exist`, { cause: error });
    }
  }
}

async function readBook(path: string, previous?: Book): Promise<{ book: Book; stamp: string }> {
  const { bytes, stamp } = await readStable(path);
  return { book: Book.parse(textOf(bytes), previous), stamp };
}

function textOf(bytes: Buffer): string {
  // Only comments can contain anything else. Decoding ASCII takes a tenth of the time.
  if (isAscii(bytes)) return withoutCarriageReturns(bytes.toString('latin1'));
  // Editors on Windows may write a byte order mark and CR LF.
  if (isUtf8(bytes)) return withoutCarriageReturns(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  const line = firstBadLine(bytes);
  throw fileUnusable(`line ${line}: not valid UTF-8`, { line });
}

function withoutCarriageReturns(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

/** Reads again if the file changed during the read: an editor may write in place. */
async function readStable(path: string): Promise<{ bytes: Buffer; stamp: string }> {
  let handle: FileHandle;
  try {
    // Opening a FIFO would otherwise wait for a writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw fileUnusable(`cannot open "${path}"`, { cause: error });
  }
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const before = await handle.stat({ bigint: true });
      assertPrivate(before, path);
      const bytes = Buffer.allocUnsafe(Number(before.size));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      const stamp = stampOf(await handle.stat({ bigint: true }));
      if (bytesRead === bytes.length && stamp === stampOf(before)) return { bytes, stamp };
    }
    throw fileUnusable(`"${path}" kept changing while it was read`);
  } finally {
    await handle.close();
  }
}

function assertPrivate(stat: BigIntStats, path: string): void {
  if (!stat.isFile()) throw fileUnusable(`"${path}" is ${kindOf(stat)}, not a regular file`);
  if (stat.size > maxFileBytes) throw fileUnusable(`"${path}" is larger than 256 MiB`);
  if (process.platform !== 'win32' && (stat.mode & 0o077n) !== 0n) {
    const mode = (stat.mode & 0o777n).toString(8).padStart(3, '0');
    throw fileUnusable(`other users can access "${path}" (mode ${mode}), run chmod 600 on it`);
  }
}

function kindOf(stat: BigIntStats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a FIFO';
  return stat.isSocket() ? 'a socket' : 'a device';
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
    line += 1;
  }
  return line;
}
