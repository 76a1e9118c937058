import type { Measure } from '../../side-by-side/measure.ts';
import { throughput } from './throughput.ts';

/** Each thread has to compile the same code for itself, and each sees a sixteenth of the clients. */
const warmUpFactor = 3;

/** How many clients come, get one echo and go in a second, so many at a time. */
export function churn(atOnce: number): Measure {
  return (server, { seconds, warmUpSeconds, loadProcesses }) => {
    const plans = Array.from({ length: loadProcesses }, (_, index) => ({
      type: 'churn' as const,
      port: server.port,
      atOnce: Math.floor((atOnce + index) / loadProcesses),
    }));
    const check = async (): Promise<void> => {};
    return throughput(server, plans, {
      seconds,
      warmUpSeconds: warmUpSeconds * warmUpFactor,
      check,
    });
  };
}
