/** Run with the packed package installed alone in an empty folder: exercises it for real, and its command. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import console from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { MessageChannel } from 'node:worker_threads';
import { AuthError, connectAccounts, openAccounts, serveAccounts } from '@threadline/auth';

const folder = mkdtempSync(join(tmpdir(), 'threadline-auth-installed-'));
const file = join(folder, 'accounts');
const origin = { address: '127.0.0.1' };

try {
  {
    await using accounts = await openAccounts(file);
    const { name, roles } = await accounts.register('Alice', 'correct horse', origin);
    assert.deepEqual({ name, roles }, { name: 'Alice', roles: [] });
    await accounts.verify('alice', 'correct horse', origin);
    await assert.rejects(accounts.verify('alice', 'wrong horse', origin), (error) => {
      return error instanceof AuthError && error.code === 'ERR_AUTH_BAD_CREDENTIALS';
    });

    const { port1, port2 } = new MessageChannel();
    const service = serveAccounts(accounts, port1);
    const remote = connectAccounts(port2);
    const { proof } = await remote.verify('alice', 'correct horse', origin);
    const { token } = await remote.issueToken('alice', proof);
    assert.equal((await remote.resume(token, origin)).name, 'Alice');
    service.close();

    // The command works on the same file, with the accounts open here.
    const command = join('node_modules', '.bin', 'threadline-auth');
    const run = (args, input = '') => {
      return spawnSync(process.execPath, [command, ...args, '--file', file], { input });
    };
    assert.equal(run(['add', 'bob'], 'another horse\n').status, 0);
    assert.equal(run(['verify', 'bob'], 'another horse\n').status, 0);
    assert.equal(run(['verify', 'bob'], 'no horse\n').status, 77);
    assert.equal(run(['frobnicate']).status, 2);
    const list = JSON.parse(run(['list', '--json']).stdout.toString());
    assert.deepEqual(
      list.map(({ name, tokens }) => [name, tokens]),
      [
        ['Alice', 1],
        ['bob', 0],
      ],
    );
    await accounts.verify('bob', 'another horse', origin);
    const version = execFileSync(process.execPath, [command, '--version']).toString();
    assert.match(version, /^\d+\.\d+\.\d+\n$/);
  }
  console.log('@threadline/auth works as installed');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
