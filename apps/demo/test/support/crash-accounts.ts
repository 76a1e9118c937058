// Loaded into each thread of a demo. The accounts thread crashes: at the start if CRASH is `start`, else at SIGURG.
import { BroadcastChannel, isMainThread, threadName } from 'node:worker_threads';

const channel = new BroadcastChannel('crash');
channel.unref();
if (isMainThread) process.once('SIGURG', () => channel.postMessage('now'));
if (threadName === 'accounts') {
  if (process.env['CRASH'] === 'start') throw new Error('no accounts today');
  channel.onmessage = () => {
    throw new Error('no accounts any more');
  };
}
