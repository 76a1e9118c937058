import { ChatError } from '../errors.ts';
import type { Answers, ListType } from '../hub/asks.ts';
import type { IrcScene } from './irc-command.ts';
import { namesLines } from './names-lines.ts';

/** Asks for a list; `add` adds the lines of each of its parts to the reply, which goes out part by part. */
export async function showList<T extends ListType>(
  { session, reply }: Pick<IrcScene, 'session' | 'reply'>,
  type: T,
  rest: Parameters<typeof session.list<T>>[1],
  add: (part: Answers[T]) => void,
): Promise<void> {
  await session.list(type, rest, (part) => {
    add(part);
    // A list that has one part only goes out with the rest of the reply.
    return part.next === undefined ? '' : reply.encodeAhead();
  });
}

/** Shows the members of rooms just entered who were too many to be shown at once. */
export async function showPartNames(scene: IrcScene): Promise<void> {
  const { voice, nick, reply } = scene;
  for (const { room, cursor } of voice.takePartNames()) {
    try {
      await showList(scene, 'names', { room, cursor }, (part) =>
        reply.add(...namesLines(nick, room, part)),
      );
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // It has left the room meanwhile.
      reply.add(...namesLines(nick, room, { members: [] }));
    }
  }
}
