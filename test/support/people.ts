import { nanoid } from 'nanoid';
import { expect } from 'vitest';
import { type Fields, post } from './call.ts';
import type { Answer, Site } from './site.ts';

/** Someone with an account and a session. They have names in tests: Ada acts, Bo follows her, Cy is a stranger, Dee is blocked. */
export type Person = {
  id: number;
  username: string;
  email: string;
  password: string;
  token: string;
  call(name: string, fields?: Fields): Promise<Answer>;
};

/** Makes people on a site through its own front door. */
export function factory(site: Site) {
  return {
    async user(fields: Fields = {}): Promise<Person> {
      const username = `u_${nanoid(12).replace(/-/g, '_')}`;
      const person = { username, email: `${username.toLowerCase()}@example.org`, password: `pw-${nanoid(10)}`, ...fields };
      const answer = await site.call('create-account', { ...person, confirm_password: person.password });
      expect(answer).toMatchObject({ api_status: 200 });
      const { app, serverKey } = site;
      return {
        ...person,
        id: Number(answer.user_id),
        token: answer.access_token,
        call: (name, own = {}) => post({ app, serverKey, token: answer.access_token }, name, { fields: own }),
      };
    },
  };
}
