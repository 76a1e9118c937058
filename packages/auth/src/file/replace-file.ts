import { type BigIntStats, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Owner } from './lock.ts';

/** Settings of {@link replaceFile}. */
interface ReplaceOptions {
  /** Replace the file only if it still has this stamp. */
  expected?: string;
  /** The owner of the new file. Default: {@link ownerFor} the path. Used only when running as root. */
  owner?: Owner | undefined;
}

/** Identifies a version of a file. */
export function stampOf(stat: BigIntStats): string {
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
}

/** The stamp of the file at a path; `undefined` if there is none or it cannot be read. */
export function stampAt(path: string): string | undefined {
  try {
    return stampOf(statSync(path, { bigint: true }));
  } catch {
    return undefined;
  }
}

/** The owner of the file at a path or, if there is none, of its folder. */
export function ownerFor(path: string): Owner | undefined {
  const options = { throwIfNoEntry: false } as const;
  return statSync(path, options) ?? statSync(dirname(path), options);
}

/**
 * Replaces a file atomically: after a crash at any point, the path names the complete old file or the complete new
 * one. Resolves once the new file is on disk; its mode is 0600. Requires a lock, because the temporary file has a fixed
 * name: a crash leaves at most one, which the next write removes.
 *
 * @returns the new stamp, or `undefined` if the file no longer had the expected one.
 */
export async function replaceFile(
  path: string,
  text: string,
  { expected, owner = ownerFor(path) }: ReplaceOptions = {},
): Promise<string | undefined> {
  const temporary = `${path}.tmp`;
  await rm(temporary, { force: true });
  // Exclusive: never follows a link.
  const handle = await open(temporary, 'wx', 0o600);
  try {
    if (owner !== undefined && process.getuid?.() === 0) await handle.chown(owner.uid, owner.gid);
    await handle.chmod(0o600);
    await handle.writeFile(text);
    await handle.sync();
    // As late as possible, because editors do not take the lock.
    if (expected !== undefined && stampAt(path) !== expected) {
      await rm(temporary, { force: true });
      return undefined;
    }
    await rename(temporary, path);
    // Of the open file: the path may already name a newer one.
    const stamp = stampOf(await handle.stat({ bigint: true }));
    await syncFolder(dirname(path));
    return stamp;
  } catch (error) {
    // Frees the space if the disk is full.
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** Makes the rename durable. Windows cannot sync folders and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
