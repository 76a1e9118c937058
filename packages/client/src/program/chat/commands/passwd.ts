import type { ChatCommand } from './command.ts';

export const passwd: ChatCommand = {
  name: 'passwd',
  usage: '',
  summary: 'change your password; it asks for the old and the new one',
  async run({ client, view, answer }, words) {
    if (words !== '') throw new Error('Type /passwd alone; you will be asked');
    if (view.ask === undefined) throw new Error('Passwords are asked for at a terminal only');
    const passwords = await view.ask(async (ask) => {
      const from = await ask('Old password: ');
      const to = from ? await ask('New password: ') : undefined;
      const again = to ? await ask('The same again: ') : undefined;
      return from && to && again !== undefined ? { from, to, again } : undefined;
    });
    if (passwords === undefined) {
      answer(['nothing changed']);
      return;
    }
    const { from, to, again } = passwords;
    if (to !== again) throw new Error('Those were not the same; nothing changed');
    await client.changePassword(from, to);
    answer(['password changed']);
  },
};
