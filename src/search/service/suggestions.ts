import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { isWithin, spendGuess } from '../../http/limits.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { highestEntityId } from '../queries/index-sources.ts';
import { searcherOf } from '../queries/people.ts';
import { phoneNumberOf } from '../queries/personal.ts';
import { friendsOfFriends, strangersByPhone, strangersFrom } from '../queries/suggestions.ts';
import { contactNumbers } from '../rules/contacts.ts';
import { callingCodeOf, phoneDigits } from '../rules/phone.ts';

/** Positions of the table that strangers are taken from. */
const STARTS = 4;
const MAX_CONTACTS = 100;

export type Suggestions = { people: number[]; contacts: number[]; maps: UserMaps };

/**
 * People the viewer may want to follow, different ones each time: half of them, if possible, followed by people the viewer
 * follows. Also the owners of the numbers in an address book (JSON). At most 5 + hydration statements, all bounded. Contract:
 * get-user-suggestions.
 */
export async function suggestPeople(
  ctx: ViewerContext,
  { limit, contacts }: { limit: number; contacts?: string | undefined },
): Promise<Suggestions> {
  const asker = searcherOf(ctx);
  const [near, far, known] = await Promise.all([
    friendsOfFriends(ctx.db, asker, limit * 2),
    highestEntityId(ctx.db, 'user').then((highest) => strangersFrom(ctx.db, asker, { starts: randomIds(highest), limit })),
    contacts === undefined ? [] : peopleOfContacts(ctx, contacts),
  ]);
  const familiar = shuffled(near);
  const half = familiar.slice(0, Math.ceil(limit / 2));
  const candidates = [...new Set([...half, ...shuffled(far), ...familiar])].slice(0, limit);
  const maps = await hydrateUsers(ctx, [...candidates, ...known], { mutualFriends: true });
  const isThere = (id: number) => canSeeUser(id, maps);
  return { people: candidates.filter(isThere), contacts: known.filter(isThere), maps };
}

/**
 * The owners of the numbers in an address book; nobody after several address books within minutes, which is how one enumerates
 * all numbers. Local numbers are read in the country of the viewer's own number, if it has one, and as typed.
 */
async function peopleOfContacts(ctx: ViewerContext, json: string): Promise<number[]> {
  const numbers = contactNumbers(json);
  if (numbers.length === 0) return [];
  const guess = { action: 'contacts', account: ctx.viewer.id, address: ctx.client.address };
  if (!(await isWithin(spendGuess(ctx.limits, guess)))) return [];
  const callingCode = callingCodeOf(await phoneNumberOf(ctx.db, ctx.viewer.id));
  const phones = numbers.flatMap((number) => [phoneDigits(number, callingCode) ?? [], phoneDigits(number) ?? []].flat());
  return strangersByPhone(ctx.db, searcherOf(ctx), { phones: [...new Set(phones)], limit: MAX_CONTACTS });
}

function randomIds(highest: number): number[] {
  return Array.from({ length: STARTS }, () => 1 + Math.floor(Math.random() * highest));
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
