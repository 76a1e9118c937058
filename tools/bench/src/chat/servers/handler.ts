/** The chat's handler with accounts that cost nothing. It runs in the clients' threads. */
import { createHandler } from '@threadline/chat';
import type { MessagePort } from 'node:worker_threads';
import { quickAccounts } from './quick-accounts.ts';

export default createHandler({
  hub: ({ services }) => services['hub'] as MessagePort,
  authenticator: quickAccounts,
});
