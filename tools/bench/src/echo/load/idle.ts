import { comeAndStay } from './connects.ts';
import { report } from './report.ts';

const atOnce = 32;

/** Clients that come, get one echo each, and stay without a further word. */
export async function idle(port: number, { clients }: { clients: number }): Promise<void> {
  let left = clients;
  const bring = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1;
      await comeAndStay(port);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bring));
  report({ type: 'ready' });
}
