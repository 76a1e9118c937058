import { runProof } from './report/run-proof.ts';
import { soak } from './soak/soak.ts';

await runProof('soak', { minutes: 10, seconds: 0, clients: 40, 'mb-per-hour': 100 }, soak);
