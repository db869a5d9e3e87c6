import { addComment } from '../../comments/service/write.ts';
import type { Ctx } from '../../context.ts';
import { createPost, type Draft } from '../../posts/service/create.ts';
import { react } from '../../posts/service/react.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

/** Who writes (by place in the list of people), what, to whom it is open, and the answers of a poll. */
const POSTS: readonly { by: number; text: string; privacy?: number; answers?: readonly string[] }[] = [
  { by: 6, text: 'Found an actual moth in the relay today. Taped it into the log book. #debugging' },
  { by: 1, text: 'New riff, old box. Bo is back in the kitchen tonight with @fela_kuti.' },
  { by: 4, text: 'If the laws do not change with time, energy is conserved. That is the whole trick. #symmetry' },
  { by: 3, text: 'Which river first?', answers: ['The Peace', 'The Smoky', 'The Wapiti'] },
  { by: 8, text: 'Left home meaning to be back for dinner.\nThat was Tuesday, 24 years ago. #travel' },
  { by: 7, text: 'Eighty-eight frequencies, like the keys of a piano. Try to jam that.' },
  { by: 10, text: 'Checked the numbers again by hand. The machine was right. Still checking. #debugging' },
  { by: 11, text: 'A house can stand on four legs and still feel like it is hovering. Photos soon.', privacy: 2 },
  {
    by: 0,
    text: 'The engine weaves algebraic patterns just as the loom weaves flowers and leaves. Notes: https://example.org/notes',
  },
  { by: 9, text: 'Blue is the colour of my dreams. Today: mostly blue. #travel' },
];

/** What others say, with the author spoken to, so that nobody repeats the same words all over the site. */
const REMARKS = [
  'Lovely, @.',
  'Tell us more, @!',
  'I had to read this twice, @.',
  'Ha, same here, @.',
  'Saved for later. Thank you, @.',
];

export const POSTS_COUNT = POSTS.length;

/** Posts with reactions and comments by the others. */
export async function seedPosts(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [index, { by, text, privacy = 0, answers = [] }] of POSTS.entries()) {
    const author = people[by];
    if (author) await seedPost(ctx, { author, people, draft: { ...UNSAID, text, privacy, answers }, index });
    step();
  }
}

type Seed = { author: DemoPerson; people: readonly DemoPerson[]; draft: Draft; index: number };

async function seedPost(ctx: Ctx, { author, people, draft, index }: Seed): Promise<void> {
  const { id } = await createPost(actingAs(ctx, author), draft);
  if (draft.privacy !== 0) return;
  const others = people.filter((person) => person !== author);
  for (const [turn, person] of others.entries()) {
    if ((turn + index) % 3 === 0) await react(actingAs(ctx, person), id, 1 + ((turn + index) % 4));
    if ((turn + 2 * index) % 5 !== 0) continue;
    const text = REMARKS[(turn + index) % REMARKS.length]?.replace('@', `@${author.username}`);
    await addComment(actingAs(ctx, person), id, { text });
  }
}

const UNSAID = {
  pageId: 0,
  groupId: 0,
  eventId: 0,
  recipientId: 0,
  feelingType: '',
  feeling: '',
  map: '',
  sticker: '',
  colorId: 0,
  albumName: '',
  link: { url: '', title: '', image: '', content: '' },
  uploads: {},
};
