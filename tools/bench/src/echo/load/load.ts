/** A load process. Argument: a `LoadPlan` as JSON. Takes commands on standard input and ends with it. */
import { createInterface } from 'node:readline';
import { burst } from './burst.ts';
import { churn } from './churn.ts';
import { connects } from './connects.ts';
import { Counting } from './counting.ts';
import { idle } from './idle.ts';
import type { LoadCommand, LoadPlan } from './plan.ts';
import { roundTrips } from './round-trips.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const counting = new Counting();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => counting.take(line as LoadCommand));
lines.on('close', () => process.exit());

switch (plan.type) {
  case 'round-trips':
    roundTrips(plan.port, plan, counting);
    break;
  case 'churn':
    churn(plan.port, plan, counting);
    break;
  case 'connects':
    await connects(plan.port, plan);
    break;
  case 'burst':
    await burst(plan.port, plan);
    break;
  case 'idle':
    await idle(plan.port, plan);
    break;
  default:
    plan satisfies never;
}
