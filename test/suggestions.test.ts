import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactNumbers } from '../src/search/rules/contacts.ts';
import { phoneDigits } from '../src/search/rules/phone.ts';
import type { UserRow } from '../src/users/queries.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const set = (person: Person, changes: Partial<UserRow>) => db('users').where({ id: person.id }).update(changes);
const idsOf = (people: { user_id: string }[]): number[] => people.map((person) => Number(person.user_id));
const suggested = async (viewer: Person, fields: Fields = {}) =>
  idsOf((await viewer.call('get-user-suggestions', fields)).suggestions);

let lastNumber = Date.now() % 1_000_000;
/** A German mobile number that nobody else has. */
function freshNumber(): string {
  lastNumber += 1;
  return `151${String(lastNumber).padStart(8, '0')}`;
}

async function personWithNumber(phone_number: string): Promise<Person> {
  const person = await a.user();
  expect(await person.call('update-user-data', { phone_number })).toMatchObject({ api_status: 200 });
  return person;
}

async function contactsOf(viewer: Person, contacts: unknown): Promise<number[]> {
  const text = typeof contacts === 'string' ? contacts : JSON.stringify(contacts);
  return idsOf((await viewer.call('get-user-suggestions', { contacts: text })).contacts_suggestions);
}

describe('suggestions', () => {
  test('are strangers, as many as requested, and no contacts unless they were sent', async () => {
    const ada = await a.user();
    for (let index = 0; index < 15; index += 1) await a.user();
    const answer = await ada.call('get-user-suggestions');
    expect(answer).toEqual({ api_status: 200, suggestions: expect.any(Array) });
    expect(answer.suggestions).toHaveLength(12);
    expect(new Set(idsOf(answer.suggestions)).size).toBe(12);
    expect(answer.suggestions[0]).toMatchObject({ email: '', lastseen_time_text: expect.any(String) });
    expect(answer.suggestions[0].details.mutual_friends_count).toBe(0);
    expect(await suggested(ada, { limit: 3 })).toHaveLength(3);
  });

  test('are different ones each time', async () => {
    const ada = await a.user();
    const rounds = await Promise.all(Array.from({ length: 8 }, () => suggested(ada, { limit: 5 })));
    expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(1);
  });

  test('are never the viewer, people they follow or requested, followers, blocked either way or inactive', async () => {
    const ada = await a.user();
    const others = await Promise.all(Array.from({ length: 7 }, () => a.user()));
    const [bo, cy, dee, eve, fay, gil, hal] = others;
    if (!bo || !cy || !dee || !eve || !fay || !gil || !hal) throw new Error('too few');
    await ada.call('follow-user', { user_id: bo.id });
    await set(cy, { confirm_followers: 1 });
    await ada.call('follow-user', { user_id: cy.id });
    await dee.call('follow-user', { user_id: ada.id });
    await ada.call('block-user', { user_id: eve.id, block_action: 'block' });
    await fay.call('block-user', { user_id: ada.id, block_action: 'block' });
    await set(gil, { state: 'disabled' });
    await set(hal, { banned: 1 });
    for (const other of others) await bo.call('follow-user', { user_id: other.id });
    for (let round = 0; round < 5; round += 1) {
      const people = await suggested(ada, { limit: 100 });
      for (const person of [ada, ...others]) expect(people).not.toContain(person.id);
    }
  });

  test('include people followed by those the viewer follows', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    await ada.call('follow-user', { user_id: bo.id });
    await bo.call('follow-user', { user_id: cy.id });
    for (let round = 0; round < 3; round += 1) expect(await suggested(ada, { limit: 2 })).toContain(cy.id);
    const answer = await cy.call('get-user-suggestions', { limit: 100 });
    expect(answer.api_status).toBe(200);
  });

  test('cost as many statements for 1 person as for 50', async () => {
    const ada = await a.user();
    for (let index = 0; index < 20; index += 1) await a.user();
    const statements = (limit: number) => countStatements(site, () => ada.call('get-user-suggestions', { limit }));
    expect(await statements(50)).toBe(await statements(1));
  });
});

describe('contacts', () => {
  test.each<[string, (number: string) => unknown]>([
    ['a list of numbers', (number) => [`+49${number}`]],
    ['a list of names and numbers', (number) => [{ Key: 'Bo', Value: `+49 ${number}` }]],
    ['JSON numbers', (number) => [Number(`49${number}`)]],
    ['spaces, brackets and hyphens', (number) => [`+49 (0)${number.slice(0, 3)} ${number.slice(3, 6)}-${number.slice(6)}`]],
    ['the double zero', (number) => [`0049${number}`]],
    ['no plus', (number) => [`49${number}`]],
    ['much that is no number', (number) => [null, {}, [], true, 'Bo', { Key: 'x' }, { Value: {} }, `+49${number}`, '']],
  ])('are found in %s', async (_form, contacts) => {
    const number = freshNumber();
    const [ada, bo] = [await a.user(), await personWithNumber(`+49${number}`)];
    expect(await contactsOf(ada, contacts(number))).toEqual([bo.id]);
  });

  test("with a local number are found by a person of the same country, which the viewer's own number names", async () => {
    const number = freshNumber();
    const bo = await personWithNumber(`+49${number}`);
    const neighbour = await personWithNumber(`+49${freshNumber()}`);
    const stranger = await a.user();
    expect(await contactsOf(neighbour, [`0${number}`])).toEqual([bo.id]);
    expect(await contactsOf(stranger, [`0${number}`])).toEqual([]);
  });

  test('stored without a country are found by the number as it is stored', async () => {
    const number = `0${freshNumber()}`;
    const bo = await personWithNumber(number);
    const neighbour = await personWithNumber(`+49${freshNumber()}`);
    expect(await contactsOf(neighbour, [`${number.slice(0, 4)} ${number.slice(4)}`])).toEqual([bo.id]);
  });

  test('are not the viewer, nor people they follow or are in a block with', async () => {
    const numbers = [freshNumber(), freshNumber(), freshNumber(), freshNumber()].map((number) => `+49${number}`);
    const [ada, bo, dee, cy] = await Promise.all(numbers.map(personWithNumber));
    if (!ada || !bo || !dee || !cy) throw new Error('too few');
    await ada.call('follow-user', { user_id: bo.id });
    await dee.call('block-user', { user_id: ada.id, block_action: 'block' });
    expect(await contactsOf(ada, numbers)).toEqual([cy.id]);
    await cy.call('update-user-data', { phone_number: `+49${freshNumber()}` });
    expect(await contactsOf(ada, numbers)).toEqual([]);
  });

  test.each(['', 'x', '[', '{}', '{"Key":"Bo","Value":"+4915112345678"}', '"+4915112345678"', 'null', '[[["+49"]]]', '[1e400]'])(
    'that cannot be read are none: %j',
    async (contacts) => {
      const ada = await a.user();
      const answer = await ada.call('get-user-suggestions', { contacts });
      expect(answer.api_status).toBe(200);
      expect(answer.contacts_suggestions ?? []).toEqual([]);
    },
  );

  test('by the thousand cost no more statements than one', async () => {
    const ada = await personWithNumber(`+49${freshNumber()}`);
    const statements = (count: number) => {
      const contacts = JSON.stringify(Array.from({ length: count }, (_, index) => `+4930${100_000 + index}`));
      return countStatements(site, () => ada.call('get-user-suggestions', { contacts }));
    };
    expect(await statements(5000)).toBe(await statements(1));
  });

  test('of any shape are read without failing', () => {
    fc.assert(fc.property(fc.json(), (json) => void expect(Array.isArray(contactNumbers(json))).toBe(true)));
    fc.assert(fc.property(fc.string(), (text) => void expect(Array.isArray(contactNumbers(text))).toBe(true)));
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(undefined, '49', '1'), (text, code) => {
        const digits = phoneDigits(text, code);
        expect(digits === undefined || /^\d{2,20}$/.test(digits)).toBe(true);
      }),
    );
  });
});
