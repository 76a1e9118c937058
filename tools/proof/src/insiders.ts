import { insiders } from './insiders/insiders.ts';
import { runProof } from './report/run-proof.ts';

const defaults = {
  members: 60,
  messages: 100_000,
  rooms: 1000,
  seconds: 10,
  'rest-seconds': 10,
  'p99-ms': 2000,
};
await runProof('insiders', defaults, insiders);
