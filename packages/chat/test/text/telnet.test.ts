import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editLine } from '../../src/text/input.ts';
import { Telnet } from '../../src/text/telnet.ts';

const IAC = 255;
const [DONT, DO, WONT, WILL, SB, SE] = [254, 253, 252, 251, 250, 240] as const;

describe('Telnet', () => {
  test("filter() removes telnet's commands however they are split into chunks", () => {
    const negotiation = fc.constantFrom(
      [IAC, WILL, 31],
      [IAC, DO, 1],
      [IAC, DONT, 3],
      [IAC, 241],
      [IAC, SB, 31, 0, 80, 0, 24, IAC, SE],
      [IAC, SB, 24, IAC, IAC, 1, IAC, SE],
    );
    const words = fc.string({ unit: 'binary', maxLength: 8 }).map((text) => [...Buffer.from(text)]);
    fc.assert(
      fc.property(fc.array(fc.tuple(words, negotiation)), fc.nat(9), (parts, size) => {
        const bytes = Buffer.from(parts.flat(2));
        const telnet = new Telnet(() => {});
        const got: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size + 1) {
          got.push(Buffer.from(telnet.filter(bytes.subarray(at, at + size + 1)) ?? 'nothing'));
        }
        const expected = Buffer.from(parts.flatMap(([text]) => text));
        expect(Buffer.concat(got).equals(expected)).toBe(true);
      }),
    );
  });

  test('filter() refuses all options but the window size, and none twice except TIMING-MARK', () => {
    const { telnet, replies } = withReplies();
    telnet.filter(Buffer.from([IAC, WILL, 24, IAC, DO, 3, IAC, WILL, 24, IAC, DO, 3]));
    expect(replies).toEqual([[IAC, DO, 31, IAC, DONT, 24, IAC, WONT, 3]]);
    telnet.filter(Buffer.from([IAC, WILL, 31]));
    expect(replies).toHaveLength(1);
    telnet.filter(Buffer.from([IAC, DO, 6, IAC, DO, 6, IAC, WONT, 9, IAC, DONT, 9]));
    expect(replies.slice(1)).toEqual([[IAC, WONT, 6, IAC, WONT, 6]]);
  });

  test('filter() answers a chunk with one reply, and gives up on a client that negotiates without end', () => {
    const { telnet, replies } = withReplies();
    const marks = (count: number): Buffer =>
      Buffer.from(Array<number[]>(count).fill([IAC, DO, 6]).flat());
    expect(telnet.filter(marks(100))).toHaveLength(0);
    expect(telnet.filter(Buffer.concat([Buffer.from('a'), marks(100)]))).toHaveLength(1);
    expect(replies.map(({ length }) => length)).toEqual([303, 300]);
    expect(telnet.filter(marks(1000))).toBeUndefined();
    expect(replies).toHaveLength(2);
  });

  test('unhide() sends WONT ECHO only to a client that has spoken telnet', () => {
    const { telnet, replies } = withReplies();
    telnet.hide();
    telnet.unhide();
    expect(replies).toEqual([[IAC, WILL, 1]]);
    telnet.hide();
    telnet.filter(Buffer.from([IAC, DO, 1]));
    telnet.unhide();
    expect(replies.slice(1)).toEqual([
      [IAC, WILL, 1],
      [IAC, DO, 31],
      [IAC, WONT, 1],
    ]);
  });

  test('filter() turns IAC IAC into the byte 255', () => {
    const text = new Telnet(() => {}).filter(Buffer.from([97, IAC, IAC, 98]));
    expect([...(text ?? [])]).toEqual([97, 255, 98]);
  });

  test('filter() gives up on a subnegotiation without an end', () => {
    const telnet = new Telnet(() => {});
    telnet.filter(Buffer.from([IAC, SB, 24]));
    expect(telnet.filter(Buffer.alloc(1023))).toHaveLength(0);
    expect(telnet.filter(Buffer.alloc(1))).toBeUndefined();
  });
});

describe('Telnet keys', () => {
  test('EC, EL, IP and BREAK become control characters', () => {
    const { telnet } = withReplies();
    const typed = Buffer.from([97, IAC, 247, 98, IAC, 248, 99, IAC, 244, 100, IAC, 243, 101]);
    expect([...(telnet.filter(typed) ?? [])]).toEqual([97, 8, 98, 21, 99, 21, 100, 21, 101]);
  });

  test('AYT is answered, within the limit on answers', () => {
    const { telnet, replies } = withReplies();
    expect(String(telnet.filter(Buffer.from([97, IAC, 246, 98])))).toBe('ab');
    expect(Buffer.from(replies.flat()).toString('latin1')).toBe('\xff\xfd\x1f\r\n[Yes]\r\n');
    const many = Buffer.from(Array<number[]>(101).fill([IAC, 246]).flat());
    expect(telnet.filter(many)).toBeUndefined();
  });

  test.each([
    [[0, 80, 0, 24], 80],
    [[0, IAC, IAC, 0, 24], 255],
    [[1, 44, 0, 24], 300],
    [[0, 0, 0, 0], undefined],
    [[0, 5, 0, 24], undefined],
    [[80, 0], undefined],
    [[0, 80, 0, 24, 1], undefined],
  ])('a window of %j has %p columns', (size, columns) => {
    const { telnet } = withReplies();
    telnet.filter(Buffer.from([IAC, WILL, 31, IAC, SB, 31, ...size, IAC, SE]));
    expect(telnet.columns).toBe(columns);
  });
});

describe('editLine()', () => {
  test.each([
    ['plain ä 日本', 'plain ä 日本'],
    ['helx\blo', 'hello'],
    ['helx\x7flo', 'hello'],
    ['\b\bhi', 'hi'],
    ['ja\u0308\bo', 'jo'],
    ['a👩‍🚀\bb', 'ab'],
    ['one two  \x17three', 'one three'],
    ['one\x17\x17two', 'two'],
    ['secret\x15hello', 'hello'],
    ['secret\x03hello', 'hello'],
    ['\x0c/who', '/who'],
    ['\x1b]0;owned\x07\x1b[2Jroot', 'root'],
    ['\x1b[A\x1b[1;5D\x1bOP\x1bxup\x07', 'up'],
    ['tab\there', 'tab\there'],
  ])('of %j leaves %j', (typed, left) => {
    expect(editLine(typed)).toBe(left);
  });

  test('takes time linear in the length of the line', () => {
    const half = 'x'.repeat(500_000);
    expect(editLine(`${half}${'\b'.repeat(499_999)}y`)).toBe('xy');
  });
});

function withReplies() {
  const replies: number[][] = [];
  return { replies, telnet: new Telnet((bytes) => replies.push([...bytes])) };
}
