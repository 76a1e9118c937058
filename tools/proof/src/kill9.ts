import { kill9 } from './kill9/kill9.ts';
import { runProof } from './report/run-proof.ts';

await runProof('kill9', { times: 20, clients: 24, 'restart-ms': 5000 }, kill9);
