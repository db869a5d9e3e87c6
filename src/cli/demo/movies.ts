import type { Ctx } from '../../context.ts';
import { bringMovie } from '../../movies/service.ts';

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

/** A few movies. */
export async function seedMovies(ctx: Ctx, step: () => void): Promise<void> {
  for (const [name, genre, stars, producer, country, release_year, duration_minutes, description] of MOVIES) {
    const source_key = `demo-${name.toLowerCase().replaceAll(' ', '-')}`;
    const facts = { name, genre, stars, producer, country, release_year, duration_minutes, description };
    await bringMovie(ctx, { ...facts, source_key, created_at: ctx.now });
    step();
  }
}

export const MOVIES_COUNT = MOVIES.length;
