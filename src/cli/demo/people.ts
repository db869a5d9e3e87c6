import { createUser } from '../../auth/service/accounts.ts';
import { hashPassword } from '../../auth/service/password.ts';
import type { Ctx } from '../../context.ts';
import { storeImage } from '../../media/image.ts';
import { claimMedia } from '../../media/ledger.ts';
import { nameProblem } from '../../names/service.ts';
import type { DemoLogin } from './login.ts';
import { type Looks, landscape, portrait } from './pictures.ts';

export type DemoPerson = { id: number; username: string };

/** Given and family name, gender, town, one sentence, and the places of their skin and hair among the painter's. */
const PEOPLE = [
  ['Ada', 'Lovelace', 'female', 'London', 'Notes on engines that weave algebra.', [0, 1]],
  ['Bo', 'Diddley', 'male', 'McComb', 'Square guitar, round rhythm.', [4, 0]],
  ['Cy', 'Twombly', 'male', 'Lexington', 'Chalk lines and long afternoons.', [0, 1]],
  ['Dee', 'Brown', 'female', 'Alberta', 'Collects maps of rivers.', [2, 2]],
  ['Emmy', 'Noether', 'female', 'Erlangen', 'Symmetry wherever you look.', [0, 1]],
  ['Fela', 'Kuti', 'male', 'Abeokuta', 'Brass, drums, opinions.', [4, 3]],
  ['Grace', 'Hopper', 'female', 'New York', 'Has a nanosecond of wire on her desk.', [0, 4]],
  ['Hedy', 'Lamarr', 'female', 'Vienna', 'Hops frequencies.', [0, 0]],
  ['Ibn', 'Battuta', 'male', 'Tangier', 'Left for Mecca, came home 24 years later.', [3, 3]],
  ['Joan', 'Miro', 'male', 'Barcelona', 'Blue, red, a ladder to the moon.', [2, 4]],
  ['Katherine', 'Johnson', 'female', 'White Sulphur Springs', 'Checks the numbers by hand.', [1, 0]],
  ['Lina', 'Bo Bardi', 'female', 'Sao Paulo', 'Houses on stilts of glass.', [2, 1]],
] as const;

/** The demo community's people; the first is the demo login. */
export async function seedPeople(ctx: Ctx, login: DemoLogin, step: () => void): Promise<DemoPerson[]> {
  const passwordHash = await hashPassword(ctx, login.password);
  const people: DemoPerson[] = [];
  for (const [index, [firstName, lastName, gender, city, about, looks]] of PEOPLE.entries()) {
    const username = index === 0 ? login.username : `${firstName}_${lastName}`.toLowerCase().replaceAll(' ', '_');
    const [avatar, cover] = await picturesOf(ctx, index, { skin: looks[0], hair: looks[1], longHair: gender === 'female' });
    const id = await ctx.write(async (tx) => {
      await claimMedia(tx, [...avatar.keys, ...cover.keys]);
      return createUser(ctx, tx, {
        username,
        email: `${username}@example.org`,
        email_verified_at: ctx.now,
        password_hash: passwordHash,
        state: 'active',
        gender,
        first_name: firstName,
        last_name: lastName,
        city,
        about,
        avatar: avatar.key,
        avatar_changed_at: ctx.now,
        cover: cover.key,
        cover_changed_at: ctx.now,
      });
    });
    people.push({ id, username });
    step();
  }
  return people;
}

async function picturesOf(ctx: Ctx, index: number, looks: Looks) {
  const owner = { ownerId: null };
  const face = await portrait(ctx, index + 1, looks);
  const avatar = await storeImage(ctx.media, face, { kind: 'avatar', ...owner });
  const cover = await storeImage(ctx.media, await landscape(ctx, index + 1, 'banner'), { kind: 'cover', ...owner });
  return [avatar, cover] as const;
}

/** Whether this site's demo community was made before. */
export async function isSeeded(ctx: Ctx, login: DemoLogin): Promise<boolean> {
  return (await nameProblem(ctx, login.username)) !== undefined;
}

export const PEOPLE_COUNT = PEOPLE.length;
