import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { createHandler } from '../../src/index.ts';
import { fakeAccounts } from './fake-accounts.ts';

/** The messages to and from a talkative thread. */
export type ToTalkative = { type: 'go' } | { type: 'report'; expected: number };
export type FromTalkative =
  { type: 'in' } | { type: 'said' } | { type: 'seen'; seen: Record<string, string> };

/**
 * Runs several members in one client thread, each with an in-memory socket. They log in, post their lines on `go` at
 * moments that depend on the seed, and finally report the lines they received.
 */
export function talkative({
  port,
  control,
  names,
  lines,
  seed,
}: {
  port: MessagePort;
  control: MessagePort;
  names: string[];
  lines: number;
  seed: number;
}): void {
  const handler = createHandler({ hub: port, authenticator: fakeAccounts() });
  const say = (message: FromTalkative): void => control.postMessage(message);
  let random = seed;
  const chance = (): number =>
    (random = (random * 1_103_515_245 + 12_345) % 2_147_483_648) / 2 ** 31;
  let inside = 0;

  const members = names.map((name) => {
    const screen: string[] = [];
    let isIn = false;
    const socket = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        screen.push(chunk.toString());
        if (!isIn && chunk.includes('/help lists')) {
          isIn = true;
          inside += 1;
          if (inside === names.length) say({ type: 'in' });
        }
        done();
      },
    });
    void handler(socket);
    socket.push(`${name}\nsecret-pass\nsecret-pass\n`);
    return { name, socket, screen };
  });

  const talk = async (): Promise<void> => {
    for (let line = 1; line <= lines; line += 1) {
      for (const { name, socket } of members) {
        if (chance() < 0.3) await new Promise(setImmediate);
        socket.push(`${name} says ${line}\n`);
      }
    }
    say({ type: 'said' });
  };

  const seeAll = async (expected: number): Promise<void> => {
    const count = (screen: string[]) => screen.join('').match(/ says \d+\r\n/g)?.length ?? 0;
    while (members.some(({ screen }) => count(screen) < expected)) await new Promise(setImmediate);
    // Waits for possible duplicates.
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  };

  control.on('message', (message: ToTalkative) => {
    if (message.type === 'go') return void talk();
    void seeAll(message.expected).then(report);
  });

  const report = (): void => {
    say({
      type: 'seen',
      seen: Object.fromEntries(members.map((one) => [one.name, one.screen.join('')])),
    });
    for (const { socket } of members) socket.destroy();
    control.close();
  };
}
