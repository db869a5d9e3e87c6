import { nanoid } from 'nanoid';
import { expect } from 'vitest';
import { type Fields, post } from './call.ts';
import type { Answer, Site } from './site.ts';

/** A person with an account and a session. By convention Ada acts, Bo follows her, Cy is a stranger, Dee is blocked. */
export type Person = {
  id: number;
  username: string;
  email: string;
  password: string;
  token: string;
  call(name: string, fields?: Fields): Promise<Answer>;
};

/** Creates people on a site through its own API. */
export function factory(site: Site) {
  return {
    async user(fields: Fields = {}): Promise<Person> {
      const username = `u_${nanoid(12).replace(/-/g, '_')}`;
      const person = { username, email: `${username.toLowerCase()}@example.org`, password: `pw-${nanoid(10)}`, ...fields };
      const answer = await site.call('create-account', { ...person, confirm_password: person.password });
      expect(answer).toMatchObject({ api_status: 200 });
      const { address, serverKey } = site;
      return {
        ...person,
        id: Number(answer.user_id),
        token: answer.access_token,
        call: (name, own = {}) => post({ address, serverKey, token: answer.access_token }, name, { fields: own }),
      };
    },

    async follow(follower: Person, followee: Person): Promise<void> {
      const answer = await follower.call('follow-user', { user_id: followee.id });
      expect(answer).toEqual({ api_status: 200, follow_status: 'followed' });
    },

    async block(blocker: Person, blocked: Person): Promise<void> {
      const answer = await blocker.call('block-user', { user_id: blocked.id, block_action: 'block' });
      expect(answer).toEqual({ api_status: 200, block_status: 'blocked' });
    },
  };
}
