import type { LogFile, LogRecord } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';

const refusals = {
  full: 'the server is full',
  address: 'too many of that address',
  descriptors: 'too few file descriptors are left',
  paused: 'the server is paused',
} as const;

/** Writes what happens to a server's clients and threads, and what they log themselves, into the log. */
export function logEvents(name: string, server: ThreadedServer, log: LogFile): void {
  const write = (
    level: LogRecord['level'],
    message: string,
    about: { threadId?: number; id?: number } = {},
  ): void => {
    const { threadId, id } = about;
    const record = {
      time: Date.now(),
      level,
      message,
      ...(threadId !== undefined && { threadId }),
      ...(id !== undefined && { connectionId: id }),
    };
    log.add(record, name);
  };
  server.on('log', log.recorder(name));
  server.on('connection', (event) => {
    const { remoteAddress, remotePort, shared } = event;
    write(
      'info',
      `connected from ${remoteAddress}:${remotePort}${shared ? ', on a shared thread' : ''}`,
      event,
    );
  });
  server.on('disconnect', (event) => {
    const { reason, bytesIn, bytesOut } = event;
    write('info', `disconnected: ${reason}, ${bytesIn} bytes in, ${bytesOut} out`, event);
  });
  server.on('reject', ({ remoteAddress, reason }) => {
    write('warn', `refused ${remoteAddress}: ${refusals[reason]}`);
  });
  server.on('crash', ({ threadId, reason, error, connectionIds }) => {
    write(
      'error',
      `thread crashed (${reason}) with ${connectionIds.length} clients: ${error.message}`,
      { threadId },
    );
  });
  server.on('unresponsive', ({ threadId, silentMs, connectionIds }) => {
    write(
      'error',
      `thread hung for ${silentMs} ms and was ended with ${connectionIds.length} clients`,
      { threadId },
    );
  });
  server.on('pause', () => write('info', 'paused: new clients are refused, those here stay'));
  server.on('resume', ({ address, port }) => write('info', `listening on ${address}:${port}`));
}
