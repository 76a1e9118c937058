import type { HubThread } from '@threadline/chat';
import type { LogFile, LogRecord } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';

/**
 * Makes a switch. While it is on, the log tells of each client which thread accepted it, serves it and checked who it
 * is, and the hub of each message which threads it came from and went to.
 */
export function explainer(
  servers: Readonly<Record<string, ThreadedServer>>,
  hub: HubThread,
  log: LogFile,
): (on: boolean) => void {
  let explaining = false;
  for (const [name, server] of Object.entries(servers)) {
    const tell = (record: Omit<LogRecord, 'level'>): void => {
      if (explaining) log.add({ level: 'info', ...record }, name);
    };
    server.on('connection', ({ id, threadId, connectedAt }) => {
      const message = `accepted by the listener thread; its socket was handed to thread ${threadId}, which reads and writes it`;
      tell({ time: connectedAt, message, connectionId: id, threadId });
    });
    server.on('log', ({ message: said, fields, ...whose }) => {
      if (said !== 'logged in') return;
      const { name: account, by } = fields ?? {};
      const message = `authenticated as ${String(account)} by ${String(by)}: asked by thread ${whose.threadId}, checked by the accounts thread`;
      tell({ ...whose, message });
    });
  }
  return (on) => {
    explaining = on;
    hub.trace(on);
  };
}
