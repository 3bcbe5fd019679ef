import { expect, test } from '@jest/globals';
import { guessMember, type KnownPerson } from '../../src/core/match-people.ts';

const person = (login: string, name: string | null = null, email: string | null = null): KnownPerson => ({ login, name, email });
const team = [person('walter', 'Walter Writer', 'walter@acme.test'), person('rita', 'Rita Reader'), person('rita2', null)];

test.each([
  [person('ww', null, 'Walter@acme.test'), { member: 'walter', because: 'e-mail' }],
  [person('someone', 'walter  writer'), { member: 'walter', because: 'name' }],
  [person('Walter-Work'), { member: 'walter', because: 'login' }],
  // Two members fit alike.
  [person('rita-dev'), null],
  [person('otto'), null],
])('%j', (unknown, guess) => expect(guessMember(unknown, team)).toEqual(guess));
