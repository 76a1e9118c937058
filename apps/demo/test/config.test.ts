import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

afterEach(async () => {
  await dismissOperators();
  stopDemos();
});

test('config lists each setting with its value and source, also after set, log-level and reload', async () => {
  const config = join(temporaryFolder(), 'config.json');
  writeFileSync(config, '{ "maxClients": 50, "guests": "on" }');
  const demo = new RunningDemo(['--config', config, '--max-threads', '3']);
  const operator = await Operator.of(demo);
  const shown = async (): Promise<Record<string, unknown>> => {
    const all = await operator.ask<{ name: string; value: unknown; source: string }[]>('config');
    return Object.fromEntries(all.map(({ name, value, source }) => [name, [value, source]]));
  };
  expect(await shown()).toMatchObject({
    host: ['127.0.0.1', 'default'],
    chatPort: [0, 'THREADLINE_CHAT_PORT'],
    maxThreads: [3, '--max-threads'],
    maxClients: [50, config],
    guests: ['on', config],
    logLevel: ['info', 'default'],
    tlsCert: [undefined, 'default'],
  });
  await operator.run('set chat/maxConnections 40');
  await operator.run('log-level warn');
  writeFileSync(config, '{ "maxClients": 50, "guests": "off", "rateLimit": "off" }');
  await operator.run('reload');
  expect(await shown()).toMatchObject({
    maxClients: [40, 'console'],
    logLevel: ['warn', 'console'],
    guests: ['on', config],
    rateLimit: ['off', config],
  });
});

test('config shows that set has changed a limit which no setting gives', async () => {
  const operator = await Operator.of(new RunningDemo());
  const maxClients = async (): Promise<unknown> => {
    const all = await operator.ask<{ name: string; source: string }[]>('config');
    return all.find(({ name }) => name === 'maxClients');
  };
  expect(await maxClients()).toMatchObject({ source: 'default' });
  await operator.run('set maxConnections 5');
  expect(await maxClients()).toMatchObject({ value: 5, source: 'console' });
});
