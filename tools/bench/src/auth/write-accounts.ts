import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

/** Writes a file of so many accounts, each with its own salt, hash and address, every other with two tokens. */
export async function writeAccounts(path: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, index) => {
    const salt = randomBytes(16).toString('base64').replace(/=+$/, '');
    const hash = randomBytes(32).toString('base64').replace(/=+$/, '');
    const time = new Date(Date.UTC(2026, 0) + index * 1_000).toISOString();
    const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
    const tokens =
      index % 2 === 0 ? '' : ` tokens=${digest(index)}@${time},${digest(-index)}@${time}`;
    const fields = `created=${time} seen=${address}@${time}${tokens}`;
    return `user${index}:$argon2id$v=19$m=19456,t=2,p=1$${salt}$${hash}:${fields}\n`;
  });
  await writeFile(path, lines.join(''), { mode: 0o600 });
}

function digest(index: number): string {
  return createHash('sha256').update(String(index)).digest('base64url');
}
