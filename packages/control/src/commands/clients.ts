import { formatBytes, formatDuration } from '../text/quantity.ts';
import { type Cell, table } from '../text/table.ts';
import type { Command } from './command.ts';
import { addressOf, listClients } from './find-clients.ts';
import { findListeners, listenerNames } from './find-listeners.ts';

export const clients: Command = {
  name: 'clients',
  group: 'Status',
  aliases: ['who', 'connections', 'ls'],
  usage: '[listener...]',
  summary: 'list the connected clients',
  words: [0, Infinity],
  available: ({ target }) => target.listeners.some((listener) => listener.clients !== undefined),
  complete: ({ target }) => listenerNames(target),
  async run({ target, answer, clock, io }, { words }) {
    const all = await listClients(findListeners(target, words));
    const now = clock();
    const rows = all.map((one): Cell[] => {
      const { name, remoteAddress, remotePort, threadId, connectedAt, ...bytes } = one.client;
      return [
        addressOf(target, one),
        name,
        remoteAddress === undefined ? undefined : `${remoteAddress} ${remotePort ?? ''}`.trim(),
        threadId,
        connectedAt === undefined ? undefined : formatDuration(now - connectedAt),
        shown(bytes.bytesIn),
        shown(bytes.bytesOut),
        shown(bytes.unsentBytes),
      ];
    });
    const heads = ['client', 'name', 'from', 'thread', 'since', 'in', 'out', 'unsent'];
    await answer(
      rows.length === 0 ? 'no clients' : table(heads, rows, io.columns),
      all.map(({ listener, client }) => ({ listener: listener.name, ...client })),
    );
  },
};

function shown(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatBytes(bytes);
}
