import type { PageMaps } from '../communities/hydrate.ts';
import { canPostAsPage, canSeePage } from '../communities/rules.ts';
import { canSeeUser } from '../graph/rules.ts';
import type { CommentMaps } from './hydrate.ts';

/** Whether the viewer can see a hydrated comment: its author is active and not blocked either way, and its page exists. */
export function canSeeComment(id: number, maps: CommentMaps): boolean {
  const comment = maps.comments.get(id);
  if (!comment || !canSeeUser(comment.author_id, maps.users)) return false;
  return comment.page_id === 0 || canSeePage(comment.page_id, maps.pages);
}

/** Its author; for one in a page's name only while they can write for the page. */
export function canEditComment(
  { author_id, page_id }: { author_id: number; page_id: number },
  { viewerId, pages }: { viewerId: number; pages: PageMaps },
): boolean {
  return author_id === viewerId && (page_id === 0 || canPostAsPage(page_id, pages));
}

/** Its author, and those who can moderate its subject. */
export function canDeleteComment(
  { author_id }: { author_id: number },
  { viewerId, canModerate }: { viewerId: number | undefined; canModerate: boolean },
): boolean {
  return canModerate || author_id === viewerId;
}
