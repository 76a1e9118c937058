import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePeople } from './people/person.ts';
import { Random } from './random.ts';
import { type Run, runProof } from './run-proof.ts';
import { Operator } from './server/operator.ts';
import { describeFigures } from './server/process.ts';
import { demoMain, Program } from './server/program.ts';
import { checkSoak } from './soak/checks.ts';
import { drawSoak } from './soak/chart.ts';
import { takeSamples } from './soak/samples.ts';
import { Visitor } from './soak/visitor.ts';

/** Options of the soak. */
type SoakOptions = Readonly<Record<'minutes' | 'seconds' | 'clients' | 'mb-per-hour', number>>;

/** Clients connect, chat and leave for a long time, while the server's resources are sampled every second. */
async function soak({
  options,
  verdict,
  folder,
  svg,
  progress,
}: Run<SoakOptions>): Promise<unknown> {
  const { seed, minutes, seconds, clients } = options;
  const random = new Random(seed);
  const data = join(folder, 'data');
  const people = await makePeople(data, clients);
  await using program = new Program(demoMain, data, ['--max-threads', String(clients)]);
  const port = await program.port('chat');
  await using operator = await Operator.whenReady(program);

  const ending = new AbortController();
  const visitors = people.map((person) => new Visitor(person, random.fork()));
  const sampling = takeSamples(program, operator, ending.signal);
  const living = visitors.map((visitor) => visitor.live(port, ending.signal));
  const end = performance.now() + (minutes * 60 + seconds) * 1000;
  while (performance.now() < end && !program.over) {
    await sleep(Math.min(60_000, Math.max(0, end - performance.now())));
    const visits = visitors.reduce((sum, one) => sum + one.visits, 0);
    progress(`${visits} visits ended`);
  }
  ending.abort();
  await Promise.all(living);
  const samples = await sampling;
  const last = samples.at(-1);
  if (last !== undefined) progress(`${samples.length} samples, the last ${describeFigures(last)}`);
  if (svg !== undefined) {
    writeFileSync(svg, drawSoak(samples, options));
    progress(`plotted to ${svg}`);
  }
  await operator.run('shutdown now').catch(() => {});
  const code = await program.ended;
  checkSoak(verdict, { samples, visitors, code, mbPerHour: options['mb-per-hour'] });
  return { samples };
}

await runProof('soak', { minutes: 10, seconds: 0, clients: 40, 'mb-per-hour': 100 }, soak);
