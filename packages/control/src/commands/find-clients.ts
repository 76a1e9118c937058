import { ControlError } from '../errors.ts';
import type { ClientInfo, ControlListener, ControlTarget } from '../target.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { findListener } from './find-listeners.ts';

/** A client and where it is. */
export interface Located {
  readonly listener: ControlListener;
  readonly client: ClientInfo;
}

/** Every client of these listeners. */
export async function listClients(listeners: readonly ControlListener[]): Promise<Located[]> {
  const lists = await Promise.all(
    listeners.map(async (listener) =>
      Array.from((await listener.clients?.()) ?? [], (client) => ({ listener, client })),
    ),
  );
  return lists.flat();
}

/** How a client is addressed: its number, with the listener before it where there are several. */
export function addressOf({ listeners }: ControlTarget, { listener, client }: Located): string {
  return listeners.length > 1 ? `${listener.name}/${client.id}` : String(client.id);
}

/**
 * The clients meant by `7`, `#7`, `echo/7` or `anna`: one by its number, every one of a name. `#7` is never a name.
 *
 * @throws {ControlError} `ERR_CONTROL_NOT_FOUND`, or `ERR_CONTROL_AMBIGUOUS` for a number that several listeners have
 */
export async function findClients(target: ControlTarget, typed: string): Promise<Located[]> {
  const slash = typed.indexOf('/');
  const rest = typed.slice(slash + 1).replace(/^#/, '');
  const onlyNumber = typed.slice(slash + 1).startsWith('#');
  const here =
    slash === -1 ? target.listeners : [findListener(target.listeners, typed.slice(0, slash))];
  const all = await listClients(here);
  const byNumber = all.filter(({ client }) => String(client.id) === rest);
  if (byNumber.length > 1) {
    const choices = byNumber.map((one) => addressOf(target, one)).join(' or ');
    throw new ControlError('ERR_CONTROL_AMBIGUOUS', `Several clients ${rest}: say ${choices}`);
  }
  const name = rest.toLowerCase();
  const byName = all.filter(({ client }) => !onlyNumber && client.name?.toLowerCase() === name);
  if (byNumber.length === 1 && byName.length > 0 && byName[0] !== byNumber[0]) {
    const message = `A number and a name: say #${rest} for client ${rest}`;
    throw new ControlError('ERR_CONTROL_AMBIGUOUS', message);
  }
  if (byNumber.length === 1) return byNumber;
  if (byName.length > 0) return byName;
  const names = all.flatMap(({ client }) => client.name ?? []);
  throw new ControlError('ERR_CONTROL_NOT_FOUND', `No client "${typed}"${didYouMean(rest, names)}`);
}

/** What clients are called, for completion. */
export async function clientNames(target: ControlTarget): Promise<string[]> {
  const all = await listClients(target.listeners);
  return all.flatMap((one) => [addressOf(target, one), one.client.name ?? []].flat());
}
