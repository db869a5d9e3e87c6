import { toggleArticleReaction } from '../../articles/service/react.ts';
import { createArticle } from '../../articles/service/write.ts';
import { categoryNamed } from '../../catalogues/rules.ts';
import type { Ctx } from '../../context.ts';
import { seedComments } from './comments.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { landscape } from './pictures.ts';

const ARTICLES = [
  {
    title: 'A loom for numbers',
    description: 'What a weaver and a calculator have in common.',
    category: 'Science and Technology',
    tags: 'engines,weaving',
    content:
      '<p>The engine weaves <em>algebraic patterns</em> just as the loom weaves flowers and leaves.</p>' +
      '<h2>Cards</h2><p>Both read holes. One forgets them, the other counts.</p>',
  },
  {
    title: 'Five strings are enough',
    description: 'Notes from the road, written on a paper bag.',
    category: 'Entertainment',
    tags: 'music,travel',
    content: '<p>Bring:</p><ul><li>a box</li><li>a broomstick</li><li>five strings</li></ul><p>Leave the rest at home.</p>',
  },
  {
    title: 'How long is a nanosecond?',
    description: 'A piece of wire, and what it explains.',
    category: 'Education',
    tags: 'light,wire',
    content: '<p>Light gets <strong>thirty centimetres</strong> far in it. Hand the wire round and people stop asking.</p>',
  },
] as const;

/** A comment on each, and a reply. */
const THREADS = [
  ['So a card with no holes is a day off?', 'For the loom. The calculator still counts it.'],
  ['Four would do, too.', 'Until one breaks.'],
  ['I keep mine on the door frame.', 'Mine got used to tie a parcel.'],
] as const;

/** Articles that some people wrote, and what others say and think of them. */
export async function seedArticles(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [index, { category, ...article }] of ARTICLES.entries()) {
    const author = people[index];
    if (!author) continue;
    const thumbnail = await landscape(ctx, 70 + index, 'banner');
    const id = await createArticle(actingAs(ctx, author), {
      ...article,
      thumbnail,
      category: categoryNamed(ctx.settings.categories('blog'), category),
    });
    const [comment, reply] = THREADS[index] ?? ['Read it twice.', 'Once was enough for me.'];
    await seedComments(ctx, { on: { kind: 'article', id }, comment, reply }, { people, turn: index });
    for (const reader of people.slice(index + 1, index + 5))
      await toggleArticleReaction(actingAs(ctx, reader), id, 1 + (index % 2));
    step();
  }
}

export const ARTICLES_COUNT = ARTICLES.length;
