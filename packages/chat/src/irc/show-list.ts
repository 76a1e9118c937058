import { ChatError } from '../errors.ts';
import type { Responses, ListType } from '../protocol/requests.ts';
import type { IrcCommandContext } from './irc-command.ts';
import { namesLines } from './names-lines.ts';

/** Asks for a list; `add` adds the lines of each of its parts to the reply, which goes out part by part. */
export async function showList<T extends ListType>(
  { session, reply }: Pick<IrcCommandContext, 'session' | 'reply'>,
  type: T,
  rest: Parameters<typeof session.list<T>>[1],
  add: (part: Responses[T]) => void,
): Promise<void> {
  await session.list(type, rest, (part) => {
    add(part);
    // A list that has one part only goes out with the rest of the reply.
    return part.next === undefined ? '' : reply.encodeAhead();
  });
}

/** Shows the members of rooms just entered who were too many to be shown at once. */
export async function showPartNames(context: IrcCommandContext): Promise<void> {
  const { renderer, nick, reply } = context;
  for (const { room, cursor } of renderer.takePartNames()) {
    try {
      await showList(context, 'names', { room, cursor }, (part) =>
        reply.add(...namesLines(nick, room, part)),
      );
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // It has left the room meanwhile.
      reply.add(...namesLines(nick, room, { members: [] }));
    }
  }
}
