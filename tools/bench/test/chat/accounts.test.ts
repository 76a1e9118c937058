import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { quickAccounts, serveAccounts } from '../../src/chat/servers/accounts.ts';

const entry = new MessageChannel();
const thread = new MessageChannel();

afterEach(() => {
  entry.port1.close();
  thread.port1.close();
});

describe('serveAccounts()', () => {
  it('answers what a client thread asks', async () => {
    serveAccounts(entry.port1, quickAccounts);
    entry.port2.postMessage({ port: thread.port2 }, [thread.port2]);
    const answer = new Promise((resolve) => thread.port1.once('message', resolve));
    thread.port1.postMessage({ type: 'call', id: 7, method: 'verify', args: ['anna', 'secret'] });
    expect(await answer).toEqual({ type: 'result', id: 7, value: { name: 'anna', roles: [] } });
  });
});
