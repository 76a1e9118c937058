import type { BigIntStats } from 'node:fs';
import { statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Owner } from './lock-file.ts';

/** Settings of {@link replaceFile}. */
export interface ReplaceOptions {
  /** Do nothing unless the file still has this stamp. */
  expected?: string;
  /** Whose the new file shall be; by default what {@link ownerFor} says. Only root can give files away. */
  owner?: Owner | undefined;
}

/** What tells one version of a file from any other. */
export function stampOf(stat: BigIntStats): string {
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
}

/** The stamp of what a path names now; `undefined` when nothing is there or it cannot be reached. */
export function stampAt(path: string): string | undefined {
  try {
    return stampOf(statSync(path, { bigint: true }));
  } catch {
    return undefined;
  }
}

/** Whose a file at a path is or, where there is none, should be: whose folder it is. */
export function ownerFor(path: string): Owner | undefined {
  const options = { throwIfNoEntry: false } as const;
  return statSync(path, options) ?? statSync(dirname(path), options);
}

/**
 * Replaces a file as a whole: whatever happens at whatever moment, the path names the old file or the new one, both
 * complete. Resolves once the new one is on disk. The mode is 0600. One caller at a time, so under a lock: the name
 * of the temporary file is fixed, so that a crash leaves at most one and the next write takes it away.
 *
 * @returns the new stamp, or `undefined` when the file no longer was the expected one.
 */
export async function replaceFile(
  path: string,
  text: string,
  { expected, owner = ownerFor(path) }: ReplaceOptions = {},
): Promise<string | undefined> {
  const temporary = `${path}.tmp`;
  await rm(temporary, { force: true });
  // Exclusive: never through a link somebody put there.
  const handle = await open(temporary, 'wx', 0o600);
  try {
    if (owner !== undefined && process.getuid?.() === 0) await handle.chown(owner.uid, owner.gid);
    await handle.chmod(0o600);
    await handle.writeFile(text);
    await handle.sync();
    // As late as can be: somebody may be editing by hand, without our lock.
    if (expected !== undefined && stampAt(path) !== expected) {
      await rm(temporary, { force: true });
      return undefined;
    }
    await rename(temporary, path);
    // Of the open file, not of the path: that may name an even newer one by now.
    const stamp = stampOf(await handle.stat({ bigint: true }));
    await syncFolder(dirname(path));
    return stamp;
  } catch (error) {
    // A full disk gets its space back.
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** Makes the rename itself durable. Windows cannot sync folders, and needs not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
