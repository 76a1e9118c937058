import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import type { Executor, Outcome } from '../../src/executor.ts';
import { ControlClient } from '../../src/socket/control-client.ts';
import { openControlSocket } from '../../src/socket/control-socket.ts';
import { FakeIo } from '../support/fake-io.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();

test('ControlClient.run() rejects a command while another one runs, which continues', async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<Outcome>();
  const executor: Executor = {
    run: (line) => {
      if (line === 'quick') return Promise.resolve({ ok: true });
      begun.resolve();
      return end.promise;
    },
    complete: () => Promise.resolve([[], '']),
  };
  const path = inFolder('run/control.sock');
  const socket = await openControlSocket({ path, executor, name: 'test' });
  const client = await ControlClient.connect(path);
  const long = client.run('long', new FakeIo());
  await begun.promise;
  expect(await client.run('quick', new FakeIo())).toMatchObject({
    ok: false,
    code: 'ERR_CONTROL_BUSY',
  });
  end.resolve({ ok: true });
  expect(await long).toEqual({ ok: true });
  expect(await client.run('quick', new FakeIo())).toEqual({ ok: true });
  await client.close();
  await socket.close();
});

test('ControlClient.run() passes on frames in order with the output before and after them', async () => {
  const executor: Executor = {
    run: async (_, io) => {
      await io.write('before');
      await io.frame?.('one\ntwo');
      await io.frame?.('.three');
      await io.write('behind');
      return { ok: true };
    },
    complete: () => Promise.resolve([[], '']),
  };
  const path = inFolder('run/control.sock');
  const socket = await openControlSocket({ path, executor, name: 'test' });
  const client = await ControlClient.connect(path, { frames: true });
  const io = new FakeIo();
  io.frame = (text) => void io.written.push(`frame: ${text}`);
  expect(await client.run('top', io)).toEqual({ ok: true });
  expect(io.written).toEqual(['before', 'frame: one\ntwo', 'frame: .three', 'behind']);
  await client.close();
  await socket.close();
});

test('ControlClient passes on no control characters of a server', async () => {
  const path = inFolder('control.sock');
  const hostile = 'a\x1b[2J\u202eb';
  const shown = 'a^[[2J<U+202E>b';
  const signs = [
    `.hello ${JSON.stringify({ protocol: 1, name: hostile })}`,
    `.complete ${JSON.stringify([[hostile], 'a'])}`,
    '.complete {"0":1}',
    `.ask ${JSON.stringify(hostile)}`,
    `.error E_${hostile} ${hostile}`,
  ];
  const server = createServer((socket) =>
    socket.on('data', () => socket.write(`${signs.shift()}\n`)),
  );
  await once(server.listen(path), 'listening');
  const client = await ControlClient.connect(path);
  expect(await client.serverHello()).toEqual({ protocol: 1, name: shown });
  expect(await client.complete('a')).toEqual([[shown], 'a']);
  expect(await client.complete('a')).toEqual([[], '']);
  const io = new FakeIo();
  const questions: string[] = [];
  io.ask = (question) => (questions.push(question), Promise.resolve(true));
  expect(await client.run('x', io)).toEqual({ ok: false, code: `E_${shown}`, message: shown });
  expect(questions).toEqual([shown]);
  await client.close();
  server.close();
});

test('ControlClient.complete() resolves each request with its own completions, and skips replaced ones', async () => {
  const asked: string[] = [];
  const executor: Executor = {
    run: () => Promise.resolve({ ok: true }),
    complete: (line) => {
      asked.push(line);
      return Promise.resolve([[`${line}!`], line]);
    },
  };
  const path = inFolder('run/control.sock');
  const socket = await openControlSocket({ path, executor, name: 'test' });
  const client = await ControlClient.connect(path);
  const answers = await Promise.all(['a', 'b', 'c'].map((line) => client.complete(line)));
  expect(answers).toEqual([
    [['a!'], 'a'],
    [[], 'b'],
    [['c!'], 'c'],
  ]);
  expect(asked).toEqual(['a', 'c']);
  await client.close();
  await socket.close();
});
