// Loaded into each thread of a demo. At SIGURG the hub thread throws, exits, or loops forever, depending on BREAK.
import { BroadcastChannel, isMainThread, threadName } from 'node:worker_threads';

const channel = new BroadcastChannel('break');
channel.unref();
if (isMainThread) process.on('SIGURG', () => channel.postMessage('now'));
if (threadName === 'chat hub') {
  channel.onmessage = () => {
    if (process.env['BREAK'] === 'exit') process.exit(0);
    while (process.env['BREAK'] === 'loop');
    throw new Error('no hub any more');
  };
}
