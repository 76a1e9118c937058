import type { HubThread } from '@threadline/chat';
import type { LogFile } from '@threadline/control';
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
    const tell = (message: string, connectionId: number | undefined, threadId?: number): void => {
      if (!explaining) return;
      const whose = {
        ...(connectionId !== undefined && { connectionId }),
        ...(threadId !== undefined && { threadId }),
      };
      log.add({ time: Date.now(), level: 'info', message, ...whose }, name);
    };
    server.on('connection', ({ id, threadId }) => {
      const message = `accepted by the listener thread; its socket was handed to thread ${threadId}, which reads and writes it`;
      tell(message, id, threadId);
    });
    server.on('log', ({ message, connectionId, threadId, fields }) => {
      if (message !== 'logged in') return;
      const { name: account, by } = fields ?? {};
      tell(
        `authenticated as ${String(account)} by ${String(by)}: asked by thread ${threadId}, checked by the accounts thread`,
        connectionId,
        threadId,
      );
    });
  }
  return (on) => {
    explaining = on;
    hub.explain(on);
  };
}
