import type { HubThread } from '@threadline/chat';
import type { LogFile, LogRecord } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';

/**
 * Returns a switch. While it is on, the log shows which thread accepted, serves and authenticated each client, and for
 * each message which thread posted it and which threads it was delivered to.
 */
export function explainer(
  servers: Readonly<Record<string, ThreadedServer>>,
  hub: HubThread,
  log: LogFile,
): (on: boolean) => void {
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
    hub.trace(on);
  };
}
