/**
 * Accounts in one file that you can read, compare and edit, safe for many threads and processes at once: passwords as
 * argon2id hashes, session tokens as SHA-256, roles, and the addresses where each account was last seen.
 *
 * ```ts
 * import { openAccounts } from '@threadline/auth';
 *
 * await using accounts = await openAccounts('accounts');
 * await accounts.register('alice', 'correct horse battery', { address: '127.0.0.1' });
 * await accounts.verify('alice', 'correct horse battery', { address: '127.0.0.1' });
 * ```
 *
 * The package knows nothing about sockets, protocols or chat.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { openAccounts } from './accounts/open-accounts.ts';
export type { AccountsOptions } from './accounts/options.ts';
export { defaultReservedNames } from '../../../common/names/account-name.ts';
export { Accounts } from './accounts/accounts.ts';
export type { AccountsEvents, ReloadSummary } from './accounts/accounts-events.ts';
export type { AccountChange } from './accounts/account-change.ts';
export type { AccountInfo } from './accounts/managed-accounts.ts';
export type { Sighting } from './file/account.ts';
export type {
  Authenticator,
  Check,
  Identity,
  IssuedToken,
  Origin,
} from './accounts/authenticator.ts';
export { serveAccounts, type AccountsService } from './thread/serve-accounts.ts';
export { connectAccounts } from './thread/connect-accounts.ts';
export { AuthError, type AuthErrorCode, type AuthErrorDetails } from './errors.ts';
