import handler from '@threadline/chat/handler';
import type { Handler } from '@threadline/server';
import { faults, isFault, verb } from './faults.ts';

/**
 * The chat, as bad code would make it: a client that sends `/fault <kind>` brings its thread down in that way. The bytes are
 * looked at before the chat sees them.
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
