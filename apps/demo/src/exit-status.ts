import { SettingsError } from './read-settings.ts';

const portErrors = new Set([
  'ERR_SERVER_ADDRESS_IN_USE',
  'ERR_SERVER_PERMISSION',
  'ERR_SERVER_LISTEN',
  'ERR_CONTROL_SOCKET_IN_USE',
  'ERR_DATA_FOLDER_IN_USE',
  'ERR_CHAT_HISTORY_IN_USE',
]);

/** What the demo ends with when it could not start: 2 bad usage, 69 an address or the data folder is in use, 78 a file can't be used, else 1. */
export function exitStatus(error: unknown): number {
  if (error instanceof SettingsError) return error.status;
  if (error instanceof TypeError || error instanceof RangeError) return 2;
  const { code = '' } = error as { code?: string };
  if (portErrors.has(code)) return 69;
  return code === 'ERR_AUTH_FILE' ||
    code.startsWith('ERR_CHAT_HISTORY') ||
    code === 'ERR_SERVER_TLS'
    ? 78
    : 1;
}

/** What to tell the user of it. */
export function describeFailure(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  return code === 'ERR_CONTROL_SOCKET_IN_USE'
    ? `${message}; --socket <path> gives this server another`
    : message;
}
