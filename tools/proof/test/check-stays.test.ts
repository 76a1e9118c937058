import { expect, test } from '@jest/globals';
import { checkStay, placesOf } from '../src/people/check-stays.ts';
import type { Person } from '../src/people/person.ts';
import type { Heard, Stay } from '../src/people/conversations.ts';

const kept = ['a', 'b', 'c', 'd', 'e', 'f'].map((text, index) => ({
  id: 10 + index,
  account: text === 'c' ? 'anna' : 'bob',
  text,
}));
const { places } = placesOf(kept);
const anna: Person = { name: 'anna', token: '', dialect: 'text' };
const ircAnna: Person = { ...anna, dialect: 'irc' };

function heard(...texts: string[]): Heard[] {
  return texts.map((text) => ({ account: text === 'c' ? 'anna' : 'bob', text }));
}

function problemsOf(person: Person, stay: Partial<Stay>): string[] {
  const whole: Stay = {
    past: [],
    live: [],
    said: [],
    caughtUp: true,
    askedAfter: undefined,
    end: 'none',
    complaints: [],
    ...stay,
  };
  return checkStay(person, whole, places, kept).problems;
}

test('a stay that was shown everything once and in order has no problems', () => {
  expect(problemsOf(anna, { past: heard('a', 'b'), live: heard('d', 'e') })).toEqual([]);
  expect(problemsOf(ircAnna, { past: heard('b', 'c'), live: heard('c', 'd') })).toEqual([]);
});

test.each<[string, Person, Partial<Stay>, string]>([
  ['a gap', anna, { live: heard('a', 'd') }, 'anna was not shown #11'],
  ['a gap between past and new', anna, { past: heard('a'), live: heard('d') }, 'not shown #11'],
  ['an own message IRC owes', ircAnna, { live: heard('b', 'd') }, 'anna was not shown #12'],
  ['another order', anna, { live: heard('b', 'a') }, 'anna was shown #10 after #11'],
  ['a message twice', anna, { live: heard('a', 'a') }, 'anna was shown #10 twice'],
  ['a message as past and new', anna, { past: heard('a'), live: heard('a') }, 'as past and as new'],
  ['a message nobody kept', anna, { live: heard('z') }, '"z", which is not in the history'],
  ['another speaker', anna, { live: [{ account: 'eve', text: 'a' }] }, '"a" by eve, not bob'],
  ['another number', ircAnna, { live: [{ id: 9, account: 'bob', text: 'a' }] }, 'as #9, not #10'],
  ['a gap behind what was asked for', ircAnna, { askedAfter: 10, past: heard('c') }, 'after #10'],
])('%s is found', (_name, person, stay, problem) => {
  expect(problemsOf(person, stay).join('\n')).toContain(problem);
});

test('who was cut off before the past came is only held to an unbroken row', () => {
  const cut = { caughtUp: false, past: heard('a'), live: heard('d', 'e') };
  expect(problemsOf(ircAnna, cut)).toEqual([]);
  expect(problemsOf(ircAnna, { ...cut, live: heard('d', 'f') })).toEqual([
    'anna was not shown #14',
  ]);
});

test('placesOf() tells of a text that was kept twice', () => {
  const again = { id: 20, account: 'bob', text: 'a' };
  expect(placesOf([...kept, again]).problems).toEqual(['"a" is kept twice, as #10 and #20']);
});
