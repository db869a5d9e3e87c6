import { z } from 'zod';

const text = z.string();

/** A movie, contract §1.13. */
export const MovieData = z.object({
  id: text,
  name: text,
  genre: text,
  stars: text,
  producer: text,
  country: text,
  release: text,
  quality: text,
  duration: text,
  description: text,
  cover: text,
  source: text,
  iframe: text,
  video: text,
  views: text,
  rating: text,
  url: text,
});
