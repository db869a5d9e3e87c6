import type { Ctx } from '../../context.ts';
import { importMovie, movies } from '../../movies/service.ts';
import { seedComments } from './comments.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

/** Name, genre, stars, producer, country, year, minutes, and one sentence. All of them old enough to belong to everybody. */
const MOVIES = [
  [
    'A Trip to the Moon',
    'fantasy',
    'Georges Méliès',
    'Georges Méliès',
    'France',
    1902,
    13,
    'Astronomers meet the Moon in the eye.',
  ],
  [
    'The General',
    'comedy',
    'Buster Keaton',
    'Joseph M. Schenck',
    'United States',
    1926,
    75,
    'A man, his engine, and the war between.',
  ],
  [
    'The Adventures of Prince Achmed',
    'animation',
    '',
    'Louis Hagen',
    'Germany',
    1926,
    66,
    'Cut from paper, one shadow at a time.',
  ],
] as const;

/** A comment on each, and a reply. */
const THREADS = [
  ['It must have hurt.', 'The Moon, or the astronomers?'],
  ['He did all of it himself, the train too.', 'And only once: they had one bridge.'],
  ['Every leaf cut by hand.', 'With nail scissors, I read.'],
] as const;

/** A few movies, and what people say of them. */
export async function seedMovies(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [name, genre, stars, producer, country, release_year, duration_minutes, description] of MOVIES) {
    const source_key = `demo-${name.toLowerCase().replaceAll(' ', '-')}`;
    const facts = { name, genre, stars, producer, country, release_year, duration_minutes, description };
    await importMovie(ctx, { ...facts, source_key, created_at: ctx.now });
    step();
  }
  const [viewer] = people;
  if (!viewer) return;
  const shown = await movies(actingAs(ctx, viewer), { limit: MOVIES.length });
  for (const [turn, { id }] of shown.toReversed().entries()) {
    const [comment, reply] = THREADS[turn] ?? [];
    if (comment && reply) await seedComments(ctx, { on: { kind: 'movie', id }, comment, reply }, { people, turn });
  }
}

export const MOVIES_COUNT = MOVIES.length;
