import type { z } from 'zod';
import { shownGenre } from '../catalogues/rules.ts';
import type { Ctx } from '../context.ts';
import type { Movie } from './queries.ts';
import type { MovieData } from './wire.ts';

/** A movie, contract §1.13. */
export function presentMovie(movie: Movie, { config, settings }: Pick<Ctx, 'config' | 'settings'>): z.output<typeof MovieData> {
  return {
    id: String(movie.id),
    name: movie.name,
    genre: shownGenre(settings.genres(), movie.genre),
    stars: movie.stars,
    producer: movie.producer,
    country: movie.country,
    release: movie.release_year > 0 ? String(movie.release_year) : '',
    quality: movie.quality,
    duration: movie.duration_minutes > 0 ? String(movie.duration_minutes) : '',
    description: movie.description,
    cover: movie.cover_url === '' ? `${config.baseUrl}/assets/cover.png` : movie.cover_url,
    source: movie.source_url,
    iframe: movie.iframe_url,
    video: movie.video_url,
    views: String(movie.views),
    rating: movie.rating,
    url: `${config.baseUrl}/movies/${movie.id}`,
  };
}
