import { SingleBar } from 'cli-progress';
import type { Ctx, Services } from '../../context.ts';
import { ARTICLES_COUNT, seedArticles } from './articles.ts';
import { CHATS_COUNT, seedChats } from './chats.ts';
import { COMMUNITIES_COUNT, seedCommunities } from './communities.ts';
import { EVENTS_COUNT, seedEvents } from './events.ts';
import { seedFriendships } from './friendships.ts';
import type { DemoLogin } from './login.ts';
import { MOVIES_COUNT, seedMovies } from './movies.ts';
import { isSeeded, PEOPLE_COUNT, seedPeople } from './people.ts';
import { POSTS_COUNT, seedPosts } from './posts.ts';
import { PRODUCTS_COUNT, seedProducts } from './products.ts';
import { STORIES_COUNT, seedStories } from './stories.ts';

const DAY_MS = 86_400_000;

/** Fills an empty site with a small community, once; says nothing where it is there already. */
export async function seedDemo(services: Services, login: DemoLogin): Promise<void> {
  const ctx: Ctx = { ...services, now: new Date(), client: { address: '127.0.0.1', userAgent: 'demo' } };
  if (await isSeeded(ctx, login)) return;
  const bar = new SingleBar({
    format: 'Seeding a demo community {bar} {value}/{total}',
    noTTYOutput: true,
    notTTYSchedule: 1000,
  });
  bar.start(
    2 * PEOPLE_COUNT +
      POSTS_COUNT +
      COMMUNITIES_COUNT +
      EVENTS_COUNT +
      PRODUCTS_COUNT +
      ARTICLES_COUNT +
      MOVIES_COUNT +
      STORIES_COUNT +
      CHATS_COUNT,
    0,
  );
  try {
    const step = () => bar.increment();
    // what is about to fill the feed was there before the latest posts
    const before = { ...ctx, now: new Date(ctx.now.getTime() - 4 * DAY_MS) };
    const people = await seedPeople(before, login, step);
    await seedFriendships(before, people, step);
    await seedCommunities(before, people, step);
    await seedProducts(before, people, step);
    await seedArticles(before, people, step);
    await seedMovies(before, people, step);
    await seedEvents(before, people, step);
    await seedPosts(ctx, people, step);
    await seedStories(ctx, people, step);
    await seedChats(ctx, people, step);
  } finally {
    bar.stop();
  }
}
