import { typeError } from '../../../../common/options/expect-options.ts';
import { type ErrorData, listenError, ServerError } from '../errors.ts';
import { type ListenerEvents, ListenerLink } from './listener-link.ts';
import { type ListenOptions, placeOf, toSettings } from './options.ts';
import { ThreadReservation } from '../machine/thread-reservation.ts';
import { ThreadedServer } from './threaded-server.ts';
import { TlsInUse } from './tls.ts';

/**
 * Starts a threaded TCP server. Resolves when it listens and has loaded the handler once.
 *
 * @example
 * ```ts
 * const server = await listen({ handler: new URL('./handler.js', import.meta.url), port: 7007 });
 * ```
 * @throws {TypeError | RangeError} for an invalid option
 * @throws {ServerError} `ERR_SERVER_ADDRESS_IN_USE`, `ERR_SERVER_PERMISSION` or `ERR_SERVER_LISTEN` if it can't
 *   listen or the descriptor is not a TCP socket, `ERR_SERVER_HANDLER` if the handler doesn't load, `ERR_SERVER_TLS` for an unusable certificate,
 *   `ERR_SERVER_CAPACITY` for more threads or connections than the machine allows. Nothing is left behind.
 */
export async function listen(options: ListenOptions): Promise<ThreadedServer> {
  const settings = toSettings(options);
  const reservation = ThreadReservation.reserve(settings.maxThreads);
  const opened: { server?: ThreadedServer } = {};
  const events: ListenerEvents = {
    event: (event) => opened.server?.take(event),
    exit: (error) => {
      reservation.release();
      opened.server?.ended(error);
    },
  };
  let link: ListenerLink;
  let tls: TlsInUse | undefined;
  try {
    tls = options.tls === undefined ? undefined : await TlsInUse.read(options.tls);
    link = new ListenerLink(
      {
        settings,
        tls: tls?.material,
        services: options.services ?? {},
        reservation: reservation.memory,
      },
      events,
    );
  } catch (error) {
    reservation.release();
    throw named(error, options);
  }
  const outcome = await link.opening;
  if (outcome.type === 'failed') {
    await link.end();
    if (outcome.stage === 'listen') throw listenError(outcome.error, placeOf(settings));
    if (outcome.error.code === 'ERR_WORKER_INIT_FAILED') throw noThread(outcome.error);
    throw new ServerError(
      'ERR_SERVER_HANDLER',
      `Cannot load the handler ${settings.handler.specifier}: ${outcome.error.message}`,
      {
        cause: outcome.error,
      },
    );
  }
  opened.server = new ThreadedServer(link, settings, outcome.address, tls);
  return opened.server;
}

function named(error: unknown, { data }: ListenOptions): unknown {
  const { name, message } = error as Error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_INIT_FAILED') return noThread({ code, message });
  if (name !== 'DataCloneError') return error;
  // It does not name the option.
  const where = uncloneable('data', data);
  if (where === undefined) return error;
  const problem = `Cannot clone \`${where}\` into the client threads: ${message}`;
  return Object.assign(typeError(problem, 'ERR_INVALID_ARG_VALUE'), { cause: error });
}

/** The error for a process that can't have more threads. */
function noThread(error: ErrorData): ServerError {
  return new ServerError('ERR_SERVER_CAPACITY', `Cannot start a thread: ${error.message}`, {
    cause: error,
  });
}

/** The path of the first part of a value that can't be cloned, such as `data.rooms.open`; undefined if all can. */
function uncloneable(name: string, value: unknown): string | undefined {
  if (canClone(value)) return undefined;
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const found = uncloneable(
        /^[A-Za-z_$][\w$]*$/.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`,
        inner,
      );
      if (found !== undefined) return found;
    }
  }
  return name;
}

function canClone(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
