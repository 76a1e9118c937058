import type { HubThread } from '@threadline/chat';
import type { LogFile, LogRecord } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';

const rejections = {
  full: 'the server is full',
  address: 'too many clients from this address',
  descriptors: 'not enough file descriptors',
  paused: 'the server is paused',
} as const;

/** Logs the events of a server, and what its handlers log. */
export function logEvents(name: string, server: ThreadedServer, log: LogFile): void {
  const write = (
    level: LogRecord['level'],
    message: string,
    { threadId, id }: { threadId?: number; id?: number } = {},
  ): void => {
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
    const from = `${event.remoteAddress}:${event.remotePort}`;
    write('info', `connected from ${from}${event.shared ? ', on a shared thread' : ''}`, event);
  });
  server.on('disconnect', (event) => {
    const { reason, bytesIn, bytesOut } = event;
    write('info', `disconnected: ${reason}, ${bytesIn} bytes in, ${bytesOut} out`, event);
  });
  server.on('reject', ({ remoteAddress, reason }) => {
    write('warn', `refused ${remoteAddress}: ${rejections[reason]}`);
  });
  server.on('crash', ({ threadId, reason, error, connectionIds }) => {
    const clients = connectionIds.length;
    write('error', `thread crashed (${reason}) with ${clients} clients: ${error.message}`, {
      threadId,
    });
  });
  server.on('unresponsive', ({ threadId, silentMs, connectionIds }) => {
    const clients = connectionIds.length;
    write('error', `thread unresponsive for ${silentMs} ms, terminated with ${clients} clients`, {
      threadId,
    });
  });
  server.on('pause', () => write('info', 'paused: new clients are refused, others stay'));
  server.on('resume', ({ address, port }) => write('info', `listening on ${address}:${port}`));
}

/**
 * Returns a switch. While it is on, the log shows which thread accepted, serves and authenticated each client, and for
 * each message which thread posted it and which threads it was delivered to.
 */
export function explainer(
  servers: Readonly<Record<string, ThreadedServer>>,
  hub: HubThread,
  log: LogFile,
): (on: boolean) => Promise<void> {
  let explaining = false;
  const write = (name: string, record: Omit<LogRecord, 'level'>): void => {
    if (explaining) log.add({ level: 'info', ...record }, name);
  };
  for (const [name, server] of Object.entries(servers)) {
    server.on('connection', ({ id, threadId, connectedAt }) => {
      const message = `accepted by the listener thread; its socket was handed to thread ${threadId}, which reads and writes it`;
      write(name, { time: connectedAt, message, connectionId: id, threadId });
    });
  }
  hub.on('login', ({ time, account, by, connectionId, threadId }) => {
    const message = `authenticated as ${account} by ${by}: requested by thread ${threadId}, checked by the accounts thread`;
    write('chat', { time, message, connectionId, threadId });
  });
  return (on) => {
    explaining = on;
    return hub.trace(on);
  };
}
