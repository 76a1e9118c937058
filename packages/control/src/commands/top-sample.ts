import type { ClientInfo, ThreadFigures } from '../target.ts';
import type { CommandContext } from './command.ts';
import { listClients } from './find-clients.ts';
import { listThreads } from './threads.ts';

/** The figures of one moment. */
export interface Sample {
  readonly time: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  readonly clients: readonly (ClientInfo & { readonly listener: string })[];
  readonly threads: readonly (ThreadFigures & { readonly listener: string })[];
}

/** Takes the figures of this moment. */
export async function takeSample({
  target,
  clock,
}: Pick<CommandContext, 'target' | 'clock'>): Promise<Sample> {
  const [clients, threads] = await Promise.all([
    listClients(target.listeners),
    listThreads(target.listeners),
  ]);
  const { user, system } = process.cpuUsage();
  return {
    time: clock(),
    cpuMs: (user + system) / 1000,
    memoryBytes: process.memoryUsage.rss(),
    clients: clients.map(({ listener, client }) => ({ listener: listener.name, ...client })),
    threads,
  };
}
