import handler from '@threadline/chat/handler';
import type { Handler } from '@threadline/server';
import { faults, isFault, verb } from './faults.ts';

/**
 * The chat with a bug: a client that sends `/fault <kind>` brings its thread down. The bytes are checked before the chat gets
 * them.
 */
const faultyChat: Handler = (socket, context) => {
  const served = handler(socket, context);
  socket.prependListener('data', (chunk: Buffer) => {
    const kind = new RegExp(`${verb} (\\w+)`).exec(chunk.toString('latin1'))?.[1];
    if (kind !== undefined && isFault(kind)) faults[kind]();
  });
  return served;
};
export default faultyChat;
