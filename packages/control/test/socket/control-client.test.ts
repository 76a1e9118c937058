import { expect, test } from '@jest/globals';
import type { Executor, Outcome } from '../../src/shell/io.ts';
import { ControlClient } from '../../src/socket/control-client.ts';
import { openControlSocket } from '../../src/socket/control-socket.ts';
import { FakeIo } from '../support/fake-io.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();

test('ControlClient.run() refuses a command while another runs, which goes on', async () => {
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

test('ControlClient.run() hands on frames, between what was written before and behind them', async () => {
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
