import { formatDuration } from '../../../../common/text/duration.ts';
import { formatBytes } from '../text/quantities.ts';
import { type Cell, table } from '../text/layout.ts';
import type { Command } from './command.ts';
import { findListener, findListeners, listenerNames } from './listeners.ts';
import { ControlError } from '../errors.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { ClientInfo, ControlListener, ControlTarget } from '../target.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';

export const clients: Command = {
  name: 'clients',
  group: 'Status',
  aliases: ['who', 'connections', 'ls'],
  usage: '[listener|who...]',
  summary: 'list the connected clients',
  details:
    'Lists all clients, those of a listener (`clients chat`), or those of `kick` (`clients anna`).',
  arity: [0, Infinity],
  available: ({ target }) => target.listeners.some((listener) => listener.clients !== undefined),
  complete: async ({ target }) => [...listenerNames(target), ...(await clientNames(target))],
  async run({ target, reply, clock, io }, { words }) {
    const all = await selectClients(target, words);
    const now = clock();
    const rows = all.map((one): Cell[] => {
      const { name, remoteAddress, remotePort, threadId, connectedAt, ...bytes } = one.client;
      return [
        clientRef(target, one),
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
    await reply(
      rows.length === 0 ? 'no clients' : table(heads, rows, io.columns),
      all.map(({ listener, client }) => ({ listener: listener.name, ...client })),
    );
  },
};

/** Returns the clients of the named listeners, or the referenced clients. Without words, returns all clients. */
async function selectClients(
  target: ControlTarget,
  words: readonly string[],
): Promise<ListedClient[]> {
  const isListener = (word: string): boolean => listenerNames(target).includes(word.toLowerCase());
  if (words.every(isListener)) return await listClients(findListeners(target, words));
  const found = words.map((word) =>
    isListener(word) ? listClients(findListeners(target, [word])) : findClients(target, word),
  );
  const unique = new Map((await Promise.all(found)).flat().map((one) => [keyOf(one), one]));
  return [...unique.values()];
}

const keyOf = ({ listener, client }: ListedClient): string => `${listener.name}/${client.id}`;

function shown(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatBytes(bytes);
}

export const kick: Command = {
  name: 'kick',
  group: 'Clients',
  aliases: ['disconnect', 'kill'],
  usage: '<who> [reason]',
  summary: 'disconnect one client, or all clients of an account',
  details:
    'Takes an id from `clients` (`kick 7` or `kick #7`) or an account name (`kick anna`). If several listeners have a ' +
    'client with that id, add the listener: `kick echo/7`. A number is always an id; `kick name 7` takes it as a name.',
  arity: [1, Infinity],
  audit: 'line',
  available: ({ target }) =>
    target.listeners.some((one) => one.kick !== undefined && one.clients !== undefined),
  complete: async ({ target }, words) => (words.length === 1 ? await clientNames(target) : []),
  async run({ target, reply }, { words }) {
    const named = words[0] === 'name' && words.length > 1;
    const [typed = '', ...why] = named ? words.slice(1) : words;
    const reason = why.join(' ') || 'kicked by the operator';
    const kicked: string[] = [];
    for (const one of await findClients(target, typed, { named })) {
      const ref = clientRef(target, one);
      if (one.listener.kick === undefined) {
        throw new ControlError(
          'ERR_CONTROL_FAILED',
          `Cannot kick ${ref}: the listener does not support it`,
        );
      }
      if (await one.listener.kick(one.client.id, { reason })) kicked.push(ref);
    }
    if (kicked.length === 0) {
      throw new ControlError('ERR_CONTROL_NOT_FOUND', `Client "${typed}" has already disconnected`);
    }
    await reply(visible(`kicked ${kicked.join(', ')}`), { kicked });
  },
};

export const say: Command = {
  name: 'say',
  group: 'Clients',
  aliases: ['announce', 'wall', 'broadcast'],
  usage: '<text>',
  summary: 'send an announcement to every client',
  arity: [1, Infinity],
  audit: 'name',
  available: ({ target }) => target.announce !== undefined,
  async run({ target, reply }, { words }) {
    await target.announce?.(words.join(' '));
    await reply('sent', { sent: true });
  },
};

/** A client and its listener. */
interface ListedClient {
  readonly listener: ControlListener;
  readonly client: ClientInfo;
}

/** All clients of the listeners. */
export async function listClients(listeners: readonly ControlListener[]): Promise<ListedClient[]> {
  const lists = await Promise.all(
    listeners.map(async (listener) =>
      Array.from((await listener.clients?.()) ?? [], (client) => ({ listener, client })),
    ),
  );
  return lists.flat();
}

/** How to refer to a client: by its id, after the name of the listener if there are several. */
function clientRef({ listeners }: ControlTarget, { listener, client }: ListedClient): string {
  return listeners.length > 1 ? `${listener.name}/${client.id}` : String(client.id);
}

/**
 * Finds the clients that `7`, `#7`, `echo/7` or `anna` refers to: one by its id, or all of an account. A number is an id,
 * even if an account has that name: the client with that id may just have left.
 *
 * @param options `named`: takes a number as an account name too
 * @throws {ControlError} `ERR_CONTROL_NOT_FOUND`, or `ERR_CONTROL_AMBIGUOUS` if several listeners have a client with that id
 */
async function findClients(
  target: ControlTarget,
  typed: string,
  { named = false }: { named?: boolean } = {},
): Promise<ListedClient[]> {
  const slash = typed.indexOf('/');
  const rest = typed.slice(slash + 1);
  const here =
    slash === -1 ? target.listeners : [findListener(target.listeners, typed.slice(0, slash))];
  const all = await listClients(here);
  const byName = all.filter(({ client }) => client.name?.toLowerCase() === rest.toLowerCase());
  const [, id] = (!named && /^#?(\d+)$/.exec(rest)) || [];
  if (id === undefined) {
    if (byName.length > 0) return byName;
    const names = all.flatMap(({ client }) => client.name ?? []);
    const hint = didYouMean(rest, names);
    throw new ControlError('ERR_CONTROL_NOT_FOUND', `No client "${typed}"${hint}`);
  }
  const byId = all.filter(({ client }) => client.id === Number(id));
  if (byId.length > 1) {
    const choices = byId.map((one) => clientRef(target, one)).join(' or ');
    throw new ControlError(
      'ERR_CONTROL_AMBIGUOUS',
      `Several clients have id ${id}: use ${choices}`,
    );
  }
  if (byId.length === 1) return byId;
  const hint = byName.length > 0 ? `, use "name ${rest}" for the account` : '';
  throw new ControlError('ERR_CONTROL_NOT_FOUND', `No client "${typed}"${hint}`);
}

/** The ids and names of all clients, for completion. */
export async function clientNames(target: ControlTarget): Promise<string[]> {
  const all = await listClients(target.listeners);
  return all.flatMap((one) => [clientRef(target, one), one.client.name ?? []].flat());
}
