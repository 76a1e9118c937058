import { expect, test } from '@jest/globals';
import { type IrcMessage, parseMessage } from '../../src/index.ts';
import { isTemporary, refusalIn } from '../../src/irc/replies.ts';

function read(line: string): IrcMessage {
  const message = parseMessage(line);
  if (message === undefined) throw new Error(`no message in "${line}"`);
  return message;
}

test('refusalIn() recognizes refusals, and isTemporary() temporary ones', () => {
  expect(refusalIn(read(':s 404 anna #a :Cannot send'))).toEqual({
    code: '404',
    text: 'Cannot send',
  });
  expect(refusalIn(read('FAIL TOKEN NO_WAY :Sorry'))).toEqual({ code: 'NO_WAY', text: 'Sorry' });
  expect(refusalIn(read(':s 422 anna :No MOTD'))).toBeUndefined();
  expect(refusalIn(read(':s 001 anna :Hi'))).toBeUndefined();
  expect(isTemporary({ code: '904', text: 'Too many attempts: try again in 4m' })).toBe(true);
  expect(isTemporary({ code: '904', text: 'Wrong password' })).toBe(false);
});
