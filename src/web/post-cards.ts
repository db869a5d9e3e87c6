import { latestComments } from '../comments/hydrate.ts';
import type { ViewerContext } from '../context.ts';
import type { PageItem } from '../database/fill-page.ts';
import type { PostMaps } from '../posts/hydrate.ts';
import type { LatestComments } from '../posts/present.ts';
import { postOf, presentBarePost } from '../posts/present.ts';
import { NO_POST_VIEWER } from '../posts/rules/post-viewer.ts';
import { canComment, canDeletePost, canEditPost, canSharePost, isOwnPost } from '../posts/rules.ts';
import type { BarePost, OriginalPost } from '../posts/wire.ts';
import { REACTION_COUNTERS } from '../reactions/rules.ts';
import { postAddress } from './addresses.ts';
import { type CommentCard, commentCards } from './comment-cards.ts';
import { type Moment, momentOf } from './dates.ts';
import { nativeDelete, nativeEdit } from './native.ts';
import { type Author, authorOf } from './people.ts';
import { type Attachments, attachmentsOf } from './post-cards/attachments.ts';
import { type Headline, headlineOf } from './post-cards/headline.ts';
import type { Strings } from './strings.ts';

/** What a post says: its own, or that of the post it shares. `html` is ours, made from the text; everything else is text. */
export type PostBody = Attachments & {
  id: string;
  author: Author;
  headline: Headline;
  time: Moment;
  privacy: { value: string; label: string };
  html: string;
  address: string;
};

/** A post as the page shows it, with what the viewer may do with it. */
export type PostCard = PostBody & {
  rawText: string;
  original: PostBody | undefined;
  isShareOfNothing: boolean;
  reactions: { mine: number; count: number; top: number[] };
  commentsCount: number;
  sharesCount: number;
  isSaved: boolean;
  isReported: boolean;
  isOwn: boolean;
  /** Whether its author says who sees it; in a group or on a page the place does. */
  hasAudience: boolean;
  canEdit: boolean;
  canDelete: boolean;
  canShare: boolean;
  canComment: boolean;
  nativeEdit: string;
  nativeDelete: string;
  comments: CommentCard[];
  /** The oldest of those shown that have others before them; undefined at the beginning. */
  earlierThan: string | undefined;
};

const MAX_TOP_REACTIONS = 3;

/** Cards of a page of posts. Statements of `latestComments`. */
export async function postCards(ctx: ViewerContext, page: readonly PageItem<PostMaps>[], text: Strings): Promise<PostCard[]> {
  const below = await latestComments(
    ctx,
    page.map(({ id }) => id),
  );
  return page.map((item) => postCard(ctx, item, { text, below }));
}

const NOTHING_BELOW: LatestComments['idsByPost'] = new Map();

/** A card without its comments: what is needed to show a part of it anew. */
export function barePostCard(ctx: ViewerContext, item: PageItem<PostMaps>, text: Strings): PostCard {
  return postCard(ctx, item, { text, below: undefined });
}

function postCard(
  ctx: ViewerContext,
  { id, maps }: PageItem<PostMaps>,
  { text, below }: { text: Strings; below: LatestComments | undefined },
): PostCard {
  const data = presentBarePost(id, maps, ctx);
  const post = postOf(id, maps);
  const seen = maps.postViewers.get(id) ?? NO_POST_VIEWER;
  const commentIds = (below?.idsByPost ?? NOTHING_BELOW).get(id) ?? [];
  const comments = below ? commentCards(ctx, commentIds, { comments: below.maps, posts: maps, text }) : [];
  return {
    ...postBody(ctx, data, { maps, text }),
    rawText: post.text,
    original: data.shared_info ? postBody(ctx, data.shared_info, { maps, text }) : undefined,
    isShareOfNothing: post.parent_id > 0 && data.shared_info === null,
    reactions: { mine: seen.reaction, count: post.reactions_count, top: topReactions(post) },
    commentsCount: post.comments_count,
    sharesCount: post.shares_count,
    isSaved: seen.saved,
    isReported: seen.reported,
    isOwn: isOwnPost(id, maps),
    hasAudience: isOwnPost(id, maps) && post.group_id === 0 && post.page_id === 0,
    canEdit: canEditPost(id, maps),
    canDelete: canDeletePost(id, maps),
    canShare: canSharePost(id, maps),
    canComment: canComment(id, maps),
    nativeEdit: nativeEdit(data.id, post.text),
    nativeDelete: nativeDelete(data.id),
    comments,
    earlierThan: post.comments_count > comments.length ? comments[0]?.id : undefined,
  };
}

type Sources = { maps: PostMaps; text: Strings };

function postBody(ctx: ViewerContext, data: BarePost | OriginalPost, { maps, text }: Sources): PostBody {
  const author = authorOf(data.publisher, ctx);
  const at = new Date(Number(data.time) * 1000);
  return {
    id: data.id,
    author,
    headline: headlineOf(data, text),
    time: momentOf(at, { now: ctx.now, timezone: ctx.viewer.timezone, lang: text.lang }),
    privacy: privacyOf(data, text),
    html: data.postText,
    address: postAddress(data.id),
    ...attachmentsOf(ctx, data, { maps, author: author.name, text }),
  };
}

/** Who sees a post: in a private group its members, whatever the post says. */
function privacyOf({ postPrivacy: value, group_recipient: group }: BarePost | OriginalPost, { post: words }: Strings) {
  if (group?.privacy === '2') return { value: '2', label: words.membersOnly };
  return { value, label: words.privacy[value] ?? '' };
}

/** The reactions given most, most given first. */
function topReactions(post: Record<(typeof REACTION_COUNTERS)[number], number>): number[] {
  return REACTION_COUNTERS.map((counter, index) => ({ id: index + 1, count: post[counter] }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_TOP_REACTIONS)
    .map(({ id }) => id);
}
