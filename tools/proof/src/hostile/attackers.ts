// The attackers, in a separate process with the lowest priority: attackers on other machines would not use the server's
// processor. Takes a plan as JSON, and prints the results as JSON.
import { constants, setPriority } from 'node:os';
import { type AttackPlan, strikeAll } from './strikes.ts';

setPriority(constants.priority.PRIORITY_LOW);
const plan = JSON.parse(process.argv[2] ?? '') as AttackPlan;
console.log(JSON.stringify(await strikeAll(plan)));
process.exit(0);
