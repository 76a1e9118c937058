// Connects so many clients to a port of this machine, sixteen at a time: each is echoed once and goes, every other one
// by resetting the connection. Usage: node passers-by.mjs <port> <count>
import { connect } from 'node:net';

const [port, count] = process.argv.slice(2).map(Number);
let left = count;

function next() {
  if (left === 0) return;
  left -= 1;
  const reset = left % 2 === 0;
  const socket = connect(port, '127.0.0.1', () => socket.write('hello'));
  socket.on('data', () => (reset ? socket.resetAndDestroy() : socket.destroy()));
  socket.on('close', next);
}

for (let lane = 0; lane < 16; lane += 1) next();
