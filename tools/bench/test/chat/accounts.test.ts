import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { acceptAllAccounts, serveAccounts } from '../../src/chat/servers/accounts.ts';

const entry = new MessageChannel();
const thread = new MessageChannel();

afterEach(() => {
  entry.port1.close();
  thread.port1.close();
});

describe('serveAccounts()', () => {
  it('responds to the calls of a client thread', async () => {
    serveAccounts(entry.port1, acceptAllAccounts);
    entry.port2.postMessage({ port: thread.port2 }, [thread.port2]);
    const response = new Promise((resolve) => thread.port1.once('message', resolve));
    thread.port1.postMessage({ type: 'call', id: 7, method: 'verify', args: ['anna', 'secret'] });
    expect(await response).toEqual({ type: 'result', id: 7, value: { name: 'anna', roles: [] } });
  });
});
