import type { Command, Scene } from '../command.ts';
import { firstWord } from '../command.ts';
import { need } from '../need.ts';
import { info } from '../text-view.ts';
import { sentLine } from '../text-voice.ts';

/** Says something to one person only. */
export const msg: Command = {
  names: ['msg', 'w', 'tell'],
  usage: '<name> <text>',
  help: 'sends a private message',
  kind: 'talk',
  async run(args, scene) {
    const [to, text] = firstWord(args);
    await tell(scene, to, need(text, '/msg anna hello'));
  },
};

/** Says something to somebody in private, and shows that it went. */
export async function tell({ session }: Scene, to: string, text: string): Promise<void> {
  const { to: name, away } = await session.ask('tell', { to, kind: 'message', text });
  session.show(sentLine(name, text));
  if (away !== undefined) session.show(info(`${name} is away: ${away}`));
}
