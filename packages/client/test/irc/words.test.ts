import { describe, expect, test } from '@jest/globals';
import { Batches, flatten } from '../../src/irc/batches.ts';
import { foldName } from '../../src/irc/casemap.ts';
import { formatAction, parseCtcp } from '../../src/irc/ctcp.ts';
import { Isupport } from '../../src/irc/isupport.ts';
import { maskSecrets } from '../../src/irc/mask-secrets.ts';
import { type IrcMessage, parseMessage } from '../../src/irc/message.ts';
import { asksForPatience, refusalIn } from '../../src/irc/reply.ts';

function read(line: string): IrcMessage {
  const message = parseMessage(line);
  if (message === undefined) throw new Error(`no message in "${line}"`);
  return message;
}

describe('maskSecrets()', () => {
  test.each<[string, string, ('in' | 'out')?]>([
    ['PASS secret', 'PASS ***'],
    ['PASS :two words', 'PASS ***'],
    ['@label=1 AUTHENTICATE AGFubmEAc2VjcmV0', '@label=1 AUTHENTICATE ***'],
    ['AUTHENTICATE PLAIN', 'AUTHENTICATE PLAIN'],
    ['AUTHENTICATE +', 'AUTHENTICATE +'],
    ['REGISTER anna * secret', 'REGISTER anna * ***'],
    ['REGISTER anna * :two words', 'REGISTER anna * ***'],
    ['REGISTER SUCCESS * hunter2', 'REGISTER SUCCESS * ***'],
    ['REGISTER verification_required * :hunter 2', 'REGISTER verification_required * ***'],
    [':s REGISTER SUCCESS anna :Welcome', ':s REGISTER SUCCESS anna :Welcome', 'in'],
    [
      ':s NOTE TOKEN TOKEN_ISSUED abc 2031-01-01 :x',
      ':s NOTE TOKEN TOKEN_ISSUED *** 2031-01-01 :x',
    ],
    ['OPER root secret', 'OPER ***'],
    ['PRIVMSG #a :PASS is no secret', 'PRIVMSG #a :PASS is no secret'],
  ])('%s', (line, masked, direction = 'out') => expect(maskSecrets(line, direction)).toBe(masked));
});

test('foldName() compares as the server says', () => {
  expect(foldName('Anna[]\\~', 'ascii')).toBe('anna[]\\~');
  expect(foldName('Anna[]\\~', 'rfc1459')).toBe('anna{}|^');
  expect(foldName('Anna[]\\~', 'rfc1459-strict')).toBe('anna{}|~');
  expect(foldName('ÄB', 'ascii')).toBe('Äb');
});

test('parseCtcp() reads what formatAction() writes, and one without its end', () => {
  expect(parseCtcp(formatAction('waves'))).toEqual({ command: 'ACTION', text: 'waves' });
  expect(parseCtcp('\x01ACTION waves')).toEqual({ command: 'ACTION', text: 'waves' });
  expect(parseCtcp('\x01version\x01')).toEqual({ command: 'VERSION', text: '' });
  expect(parseCtcp('\x01')).toEqual({ command: '', text: '' });
  expect(parseCtcp('waves')).toBeUndefined();
});

test('Isupport knows rooms, ranks and values, and forgets what is taken back', () => {
  const isupport = new Isupport();
  isupport.take([
    'anna',
    'CHANTYPES=#',
    'PREFIX=(qo)~@',
    'CHATHISTORY=100',
    'NETWORK=a\\x20b',
    'are supported',
  ]);
  expect([isupport.isRoom('#a'), isupport.isRoom('&a'), isupport.isRoom('')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isupport.ranks, isupport.number('CHATHISTORY'), isupport.get('NETWORK')]).toEqual([
    '~@',
    100,
    'a b',
  ]);
  isupport.take(['anna', '-CHATHISTORY', 'are supported']);
  expect(isupport.number('CHATHISTORY')).toBeUndefined();
});

test('refusalIn() tells errors from what only looks like one', () => {
  expect(refusalIn(read(':s 404 anna #a :Cannot send'))).toEqual({
    code: '404',
    text: 'Cannot send',
  });
  expect(refusalIn(read('FAIL TOKEN NO_WAY :Sorry'))).toEqual({ code: 'NO_WAY', text: 'Sorry' });
  expect(refusalIn(read(':s 422 anna :No MOTD'))).toBeUndefined();
  expect(refusalIn(read(':s 001 anna :Hi'))).toBeUndefined();
  expect(asksForPatience({ code: '904', text: 'Too many attempts: try again in 4m' })).toBe(true);
  expect(asksForPatience({ code: '904', text: 'Wrong password' })).toBe(false);
});

describe('Batches', () => {
  test('put nested batches together, and give them with their label', () => {
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
    const taken = lines.map((line) => batches.take(read(line)));
    expect(taken.map((one) => one !== undefined)).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    const whole = taken.at(-1);
    expect(whole).toMatchObject({
      type: 'labeled-response',
      label: 'x',
      items: [{ type: 'chathistory', params: ['#t'] }],
    });
    expect(flatten(whole as never).map(({ params }) => params[1])).toEqual(['one', 'two']);
  });

  test('let a message of an unknown batch stand alone, and end a server that opens ever more', () => {
    const batches = new Batches();
    expect(batches.take(read('@batch=zz PRIVMSG #t x'))).toBeDefined();
    expect(batches.take(read('BATCH -zz'))).toBeUndefined();
    const open = (): void => {
      for (let n = 0; n < 100; n += 1) batches.take(read(`BATCH +${n} x`));
    };
    expect(open).toThrow(expect.objectContaining({ code: 'ERR_CLIENT_OVERFLOW' }));
  });
});
