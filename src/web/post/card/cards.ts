import { latestComments } from '../../../comments/hydrate.ts';
import type { ViewerContext } from '../../../context.ts';
import type { PageItem } from '../../../database/fill-page.ts';
import type { PostMaps } from '../../../posts/hydrate.ts';
import type { LatestComments } from '../../../posts/present.ts';
import { postOf, presentBarePost } from '../../../posts/present.ts';
import { NO_POST_VIEWER } from '../../../posts/rules/post-viewer.ts';
import { canComment, canDeletePost, canEditPost, canSharePost, isOwnPost } from '../../../posts/rules.ts';
import type { BarePost, OriginalPost } from '../../../posts/wire.ts';
import { REACTION_COUNTERS } from '../../../reactions/rules.ts';
import { type CommentCard, commentCards } from '../../comments/cards.ts';
import { postAddress } from '../../shell/addresses.ts';
import { type Author, authorOf } from '../../shell/author.ts';
import { type Moment, momentOf } from '../../shell/dates.ts';
import { nativeDelete, nativeEdit } from '../../shell/native.ts';
import type { Strings } from '../../shell/strings.ts';
import { type Attachments, attachmentsOf } from './attachments.ts';
import { type Headline, headlineOf } from './headline.ts';

/** The content of a post, or of the post it shares. `html` is made from the text by this site; everything else is text. */
export type PostBody = Attachments & {
  id: string;
  author: Author;
  headline: Headline;
  time: Moment;
  privacy: { value: string; label: string };
  html: string;
  address: string;
};

/** A post as the page shows it, with what the viewer may do. */
export type PostCard = PostBody & {
  rawText: string;
  original: PostBody | undefined;
  isOriginalGone: boolean;
  reactions: { mine: number; count: number; top: number[] };
  commentsCount: number;
  sharesCount: number;
  isSaved: boolean;
  isReported: boolean;
  isOwn: boolean;
  /** The author chooses who sees it; in a group or on a page the container decides. */
  hasAudience: boolean;
  canEdit: boolean;
  canDelete: boolean;
  canShare: boolean;
  canComment: boolean;
  nativeEdit: string;
  nativeDelete: string;
  comments: CommentCard[];
  /** The oldest comment shown, if there are earlier ones. */
  earlierThan: string | undefined;
};

const MAX_TOP_REACTIONS = 3;

/** The cards of a page of posts. Statements of `latestComments`. */
export async function postCards(ctx: ViewerContext, page: readonly PageItem<PostMaps>[], text: Strings): Promise<PostCard[]> {
  const below = await latestComments(
    ctx,
    page.map(({ id }) => id),
  );
  return page.map((item) => postCard(ctx, item, { text, below }));
}

const NOTHING_BELOW: LatestComments['idsByPost'] = new Map();

/** A card without its comments, for showing a part of it again. */
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
    isOriginalGone: post.parent_id > 0 && data.shared_info === null,
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

/** Who sees a post: in a private group its members, whatever the post's own setting. */
function privacyOf({ postPrivacy: value, group_recipient: group }: BarePost | OriginalPost, { post: words }: Strings) {
  if (group?.privacy === '2') return { value: '2', label: words.membersOnly };
  return { value, label: words.privacy[value] ?? '' };
}

/** The most frequent reactions, most frequent first. */
function topReactions(post: Record<(typeof REACTION_COUNTERS)[number], number>): number[] {
  return REACTION_COUNTERS.map((counter, index) => ({ id: index + 1, count: post[counter] }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_TOP_REACTIONS)
    .map(({ id }) => id);
}
