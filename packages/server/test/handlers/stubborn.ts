import type { Handler } from '../../src/index.ts';

/** Serves on, whatever its signal says. */
const stubborn: Handler = (socket) => {
  socket.resume();
  socket.write('here\n');
};
export default stubborn;
