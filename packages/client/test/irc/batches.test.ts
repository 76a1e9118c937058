import { describe, expect, test } from '@jest/globals';
import { type IrcMessage, parseMessage } from '../../src/index.ts';
import { Batches, flatten } from '../../src/irc/batches.ts';

function read(line: string): IrcMessage {
  const message = parseMessage(line);
  if (message === undefined) throw new Error(`no message in "${line}"`);
  return message;
}

describe('Batches', () => {
  test('assembles nested batches, and keeps their label', () => {
    const batches = new Batches();
    const lines = [
      '@label=x BATCH +a labeled-response',
      '@batch=a BATCH +b chathistory #t',
      '@batch=b PRIVMSG #t one',
      'PRIVMSG #t between',
      '@batch=b PRIVMSG #t two',
      'BATCH -b',
      'BATCH -a',
    ];
    const pushed = lines.map((line) => batches.push(read(line)));
    expect(pushed.map((one) => one !== undefined)).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    const complete = pushed.at(-1);
    expect(complete).toMatchObject({
      type: 'labeled-response',
      label: 'x',
      items: [{ type: 'chathistory', params: ['#t'] }],
    });
    expect(flatten(complete as never).map(({ params }) => params[1])).toEqual(['one', 'two']);
  });

  test('returns a message of an unknown batch alone, and throws if too many are open', () => {
    const batches = new Batches();
    expect(batches.push(read('@batch=zz PRIVMSG #t x'))).toBeDefined();
    expect(batches.push(read('BATCH -zz'))).toBeUndefined();
    const open = (): void => {
      for (let n = 0; n < 100; n += 1) batches.push(read(`BATCH +${n} x`));
    };
    expect(open).toThrow(expect.objectContaining({ code: 'ERR_CLIENT_OVERFLOW' }));
  });
});
