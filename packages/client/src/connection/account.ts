import { ClientError } from '../errors.ts';
import type { Connection } from './connection.ts';

/** A session token, which logs in in place of the password. Keep it secret. */
export interface TokenEvent {
  readonly token: string;
  readonly expiresAt: Date | undefined;
}

/** Requests a session token for the account. */
export async function requestToken(connection: Connection): Promise<TokenEvent> {
  if (!connection.has('threadline/token')) {
    const problem = 'The server does not support session tokens';
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', problem);
  }
  const responses = await connection.command('TOKEN');
  const issued = responses.find(
    ({ command, params }) =>
      command === 'NOTE' && params[0] === 'TOKEN' && params[1] === 'TOKEN_ISSUED',
  );
  const [, , token, expiry = ''] = issued?.params ?? [];
  if (token === undefined) {
    throw new ClientError('ERR_CLIENT_PROTOCOL', 'The server did not issue a token');
  }
  const expiresAt = new Date(expiry);
  return { token, expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt };
}

/** Revokes all session tokens of the account; resolves to their number, if the server reports it. */
export async function revokeTokens(connection: Connection): Promise<number | undefined> {
  const responses = await connection.command('LOGOUT');
  const revoked = responses.find(
    ({ command, params }) =>
      command === 'NOTE' && params[0] === 'LOGOUT' && params[1] === 'TOKENS_REVOKED',
  );
  const count = Number(revoked?.params[2]);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Changes the account's password. */
export async function changePassword(
  connection: Connection,
  oldPassword: string,
  newPassword: string,
): Promise<void> {
  // Both can contain spaces, which only the last parameter can.
  const passwords = Buffer.from(`${oldPassword}\0${newPassword}`).toString('base64');
  await connection.command('PASSWD', passwords);
}
