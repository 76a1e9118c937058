import type { Handler } from '../../src/index.ts';

/** Fails, as a rejected promise, once the client has said something. */
const reject: Handler = async (socket) => {
  await new Promise((resolve) => socket.once('data', resolve));
  throw new Error('the handler failed on purpose');
};
export default reject;
