import { hostile } from './hostile/hostile.ts';
import { runProof } from './report/run-proof.ts';

const defaults = {
  connections: 10_000,
  'at-once': 100,
  'quiet-seconds': 10,
  'rest-seconds': 35,
  'slow-percent': 5,
  'p99-ms': 2000,
};
await runProof('hostile', defaults, hostile);
