import { ControlError } from '../errors.ts';
import { visible } from '../../../../common/text/visible.ts';
import type { Command } from './command.ts';
import { addressOf, clientNames, findClients } from './find-clients.ts';

export const kick: Command = {
  name: 'kick',
  group: 'Clients',
  aliases: ['disconnect', 'kill'],
  usage: '<who> [reason]',
  summary: 'disconnect one client, or every client of a name',
  details:
    'A number from `clients` (`kick 7`, or `kick #7`) or a name (`kick anna`). Where several listeners have a client of ' +
    'that number, say which: `kick echo/7`.',
  words: [1, Infinity],
  audit: 'line',
  available: ({ target }) =>
    target.listeners.some((one) => one.kick !== undefined && one.clients !== undefined),
  complete: async ({ target }, words) => (words.length === 1 ? await clientNames(target) : []),
  async run({ target, answer }, { words: [typed = '', ...why] }) {
    const reason = why.join(' ') || 'kicked by the operator';
    const kicked: string[] = [];
    for (const one of await findClients(target, typed)) {
      const address = addressOf(target, one);
      if (one.listener.kick === undefined) {
        throw new ControlError(
          'ERR_CONTROL_FAILED',
          `Cannot kick ${address}: not on this listener`,
        );
      }
      if (await one.listener.kick(one.client.id, { reason })) kicked.push(address);
    }
    if (kicked.length === 0) {
      throw new ControlError('ERR_CONTROL_NOT_FOUND', `Client "${typed}" has just left`);
    }
    await answer(visible(`kicked ${kicked.join(', ')}`), { kicked });
  },
};
