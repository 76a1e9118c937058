/** Error codes. Unlike messages, they don't change. */
export type ServerErrorCode =
  | 'ERR_SERVER_ADDRESS_IN_USE'
  | 'ERR_SERVER_CAPACITY'
  | 'ERR_SERVER_CLOSED'
  | 'ERR_SERVER_CRASHED'
  | 'ERR_SERVER_HANDLER'
  | 'ERR_SERVER_LISTEN'
  | 'ERR_SERVER_PERMISSION'
  | 'ERR_SERVER_TLS';

/** An error of this package, with its cause where there is one. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** An error as plain data, for another thread. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

/** A thrown value as plain data. */
export function toErrorData(thrown: unknown): ErrorData {
  if (typeof thrown !== 'object' || thrown === null) {
    return { code: 'ERR_UNKNOWN', message: String(thrown) };
  }
  const { code, message, stack } = thrown as { code?: unknown; message?: unknown; stack?: unknown };
  return {
    code: typeof code === 'string' ? code : 'ERR_UNKNOWN',
    message: typeof message === 'string' ? message : 'unknown error',
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}

/** The error for a failed `listen(2)` or `bind(2)`. @param where an address, or a descriptor */
export function listenError(error: ErrorData, where: string): ServerError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ServerError(
        'ERR_SERVER_ADDRESS_IN_USE',
        `Cannot listen on ${where}: the port is in use`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return new ServerError(
        'ERR_SERVER_PERMISSION',
        `Cannot listen on ${where}: permission denied`,
        { cause: error },
      );
    default:
      return new ServerError('ERR_SERVER_LISTEN', `Cannot listen on ${where}: ${error.message}`, {
        cause: error,
      });
  }
}
