import { addComment } from '../../comments/service/write.ts';
import type { Ctx } from '../../context.ts';
import { createPost, type Draft } from '../../posts/service/create.ts';
import { react } from '../../posts/service/react.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { landscape } from './pictures.ts';

/**
 * Who writes (by place in the list of people), what, to whom it is open, the answers of a poll, and numbers for its
 * pictures; oldest first.
 */
const POSTS: readonly DemoPost[] = [
  { by: 6, text: 'Found an actual moth in the relay today. Taped it into the log book. #debugging' },
  {
    by: 1,
    text: 'New riff, old box. Bo is back in the kitchen tonight with @fela_kuti.',
    feeling: ['listening', 'Who do you love'],
  },
  { by: 9, text: 'Blue is the colour of my dreams. Today: mostly blue. #travel', views: [4] },
  { by: 4, text: 'If the laws do not change with time, energy is conserved. That is the whole trick. #symmetry' },
  { by: 7, text: 'Eighty-eight frequencies, like the keys of a piano. Try to jam that.' },
  { by: 11, text: 'A house can stand on four legs and still feel like it is hovering. Photos soon.', privacy: 2 },
  { by: 10, text: 'Checked the numbers again by hand. The machine was right. Still checking. #debugging' },
  { by: 11, text: 'The jungle has grown through the stairs. We are leaving it.', views: [5] },
  {
    by: 8,
    text: 'Left home meaning to be back for dinner.\nThat was Tuesday, 24 years ago. #travel',
    map: 'Tangier, Morocco',
    views: [3, 6, 9, 1],
  },
  { by: 3, text: 'Which river first?', answers: ['The Peace', 'The Smoky', 'The Wapiti'] },
  { by: 5, text: 'Rehearsal at noon. Bring your own chair.', feeling: ['feelings', 'happy'] },
  {
    by: 0,
    text: 'The engine weaves algebraic patterns just as the loom weaves flowers and leaves. Notes: https://example.org/notes',
  },
  { by: 3, text: 'The ford, two mornings running. #travel', views: [8, 2] },
];

type DemoPost = {
  by: number;
  text: string;
  privacy?: number;
  answers?: readonly string[];
  map?: string;
  feeling?: readonly [type: string, what: string];
  views?: readonly number[];
};

/** What others say, with the author spoken to, so that nobody repeats the same words all over the site. */
const COMMENTS = [
  'Lovely, @.',
  'Tell us more, @!',
  'I had to read this twice, @.',
  'Ha, same here, @.',
  'Saved for later. Thank you, @.',
];

export const POSTS_COUNT = POSTS.length;

const HOUR_MS = 3_600_000;

/** Posts of the last days, with reactions and comments by the others. */
export async function seedPosts(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [index, post] of POSTS.entries()) {
    const author = people[post.by];
    const hoursAgo = 1 + 1.7 * (POSTS.length - index) ** 1.2;
    const then = { ...ctx, now: new Date(ctx.now.getTime() - hoursAgo * HOUR_MS) };
    if (author) await seedPost(then, { author, people, draft: await draftOf(ctx, post), index });
    step();
  }
}

async function draftOf(ctx: Ctx, post: DemoPost): Promise<Draft> {
  const { text, privacy = 0, answers = [], map = '', feeling: [feelingType, feeling] = ['', ''] } = post;
  const photos = await Promise.all((post.views ?? []).map((view) => landscape(ctx, view)));
  return {
    ...NO_EXTRAS,
    text,
    privacy,
    answers,
    map,
    feelingType,
    feeling,
    uploads: photos.length > 0 ? { photos } : {},
  };
}

type Seed = { author: DemoPerson; people: readonly DemoPerson[]; draft: Draft; index: number };

async function seedPost(ctx: Ctx, { author, people, draft, index }: Seed): Promise<void> {
  const { id } = await createPost(actingAs(ctx, author), draft);
  if (draft.privacy !== 0) return;
  const others = people.filter((person) => person !== author);
  for (const [turn, person] of others.entries()) {
    const minutes = (turn + 1) * (3 + (index % 4));
    const later = actingAs({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) }, person);
    if ((turn + index) % 3 === 0) await react(later, id, 1 + ((turn + index) % 4));
    if ((turn + 2 * index) % 5 !== 0) continue;
    const text = COMMENTS[(Math.floor(turn / 5) + index) % COMMENTS.length]?.replace('@', `@${author.username}`);
    await addComment(later, { kind: 'post', id }, { text });
  }
}

/** What a post has when nothing is said of it. */
export const NO_EXTRAS = {
  pageId: 0,
  groupId: 0,
  feelingType: '',
  feeling: '',
  map: '',
  uploads: {},
  eventId: 0,
  recipientId: 0,
  sticker: '',
  colorId: 0,
  albumName: '',
  link: { url: '', title: '', image: '', content: '' },
};
