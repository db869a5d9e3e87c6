import type { z } from 'zod';
import type { CommentMaps } from '../../comments/hydrate.ts';
import { presentComment } from '../../comments/present.ts';
import { canDeleteComment, canSeeComment } from '../../comments/rules.ts';
import type { CommentData } from '../../comments/wire.ts';
import type { ViewerContext } from '../../context.ts';
import type { PostMaps } from '../../posts/hydrate.ts';
import { canDeletePost } from '../../posts/rules.ts';
import { mediaUrl } from '../../users/present.ts';
import { pathOf, postAddress } from '../shell/addresses.ts';
import { type Author, authorOf } from '../shell/author.ts';
import { type Moment, momentOf } from '../shell/dates.ts';
import { nativeCommentLightbox } from '../shell/native.ts';
import type { Strings } from '../shell/strings.ts';

/** A comment or a reply as the page shows it. `html` is made from the text by this site; everything else is text. */
export type CommentCard = {
  id: string;
  postId: string;
  /** The comment that this one replies to. */
  parentId: string | undefined;
  author: Author;
  time: Moment;
  html: string;
  picture: { src: string; native: string } | undefined;
  recording: string | undefined;
  likes: number;
  isLiked: boolean;
  repliesCount: number;
  canDelete: boolean;
  address: string;
};

type Shown = { comments: CommentMaps; posts: PostMaps; text: Strings };

/** Comments or replies, oldest first; `ids` are newest first, as lists give them. */
export function commentCards(ctx: ViewerContext, ids: readonly number[], shown: Shown): CommentCard[] {
  return ids
    .filter((id) => canSeeComment(id, shown.comments))
    .map((id) => commentCard(ctx, id, shown))
    .reverse();
}

export function commentCard(ctx: ViewerContext, id: number, { comments, posts, text }: Shown): CommentCard {
  const data = presentComment(id, comments, ctx);
  const row = comments.comments.get(id);
  const canModerate = canDeletePost(Number(data.post_id), posts);
  return {
    id: data.id,
    postId: data.post_id,
    parentId: row && row.parent_id > 0 ? String(row.parent_id) : undefined,
    author: authorOf(data.publisher, ctx),
    time: momentOf(new Date(Number(data.time) * 1000), { now: ctx.now, timezone: ctx.viewer.timezone, lang: text.lang }),
    html: data.text,
    picture: pictureOf(ctx, data),
    recording: data.record === '' ? undefined : pathOf(mediaUrl(ctx, data.record), ctx.config),
    likes: data.reaction.count,
    isLiked: data.is_comment_liked,
    repliesCount: Number(data.replies_count),
    canDelete: canDeleteComment({ author_id: Number(data.user_id) }, { viewerId: ctx.viewer.id, canModerate }),
    address: `${postAddress(data.post_id)}&comment_id=${row?.parent_id || data.id}#comment-${data.id}`,
  };
}

function pictureOf(ctx: ViewerContext, { c_file: key }: z.output<typeof CommentData>): CommentCard['picture'] {
  if (key === '') return undefined;
  const url = mediaUrl(ctx, key);
  return { src: pathOf(url, ctx.config), native: nativeCommentLightbox(url) };
}
