import { messageOf } from '../../../../common/thrown.ts';
import type { LogFile } from '../log/log-file.ts';
import type { ControlTarget } from '../target.ts';
import { figuresOf } from './health.ts';

/** Writes how the server is into the log: a record for each listener, and one for the process. Never rejects. */
export async function logStatus(target: ControlTarget, log: LogFile): Promise<void> {
  try {
    for (const listener of target.listeners) {
      const { figures, ...state } = await listener.status();
      const fields = { ...state, ...figures };
      log.add({ time: Date.now(), level: 'info', message: 'status', fields }, listener.name);
    }
    const memoryBytes = process.memoryUsage.rss();
    const uptimeMs = Math.round(process.uptime() * 1000);
    log.write('info', 'status', { uptimeMs, memoryBytes, ...(await figuresOf(target)) });
  } catch (error) {
    log.write('error', `cannot tell the status: ${messageOf(error)}`);
  }
}
