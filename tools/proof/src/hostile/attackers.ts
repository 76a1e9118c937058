// The attackers, in a process of their own, which gives way to all others: attackers on other machines would not take the
// server's processor either. Takes a plan, as JSON, and tells the outcome, as JSON.
import { constants, setPriority } from 'node:os';
import { type AttackPlan, strikeAll } from './strikes.ts';

setPriority(constants.priority.PRIORITY_LOW);
const plan = JSON.parse(process.argv[2] ?? '') as AttackPlan;
console.log(JSON.stringify(await strikeAll(plan)));
process.exit(0);
