import { chaos } from './chaos/chaos.ts';
import { runProof } from './report/run-proof.ts';

await runProof('chaos', { seconds: 60, clients: 100, threads: 64 }, chaos);
