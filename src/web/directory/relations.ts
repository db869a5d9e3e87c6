import { toggleMembership } from '../../communities/service/members.ts';
import { togglePageLike } from '../../communities/service/page-people.ts';
import type { ViewerContext } from '../../context.ts';
import { toggleResponse } from '../../events/service/respond.ts';
import { toggleFollow } from '../../graph/service/follow.ts';
import { muteStories } from '../../stories/service/mute.ts';
import { pathId } from '../shell/forms/forms.ts';
import { fragment } from '../shell/layout/page.ts';
import type { Visit } from '../shell/session/session.ts';
import { stringsFor } from '../shell/strings.ts';
import { type Header, headers } from './headers.ts';

const sendHeader = fragment<{ csrf: string; header: Header }>('directory/header');

type RelationToggle = { kind: Header['kind']; reason: string; toggle(ctx: ViewerContext, id: number): Promise<unknown> };

/** The buttons of a header, by path. */
export const relationToggles: Readonly<Record<string, RelationToggle>> = {
  '/users/:id/follow': { kind: 'user', reason: 'userNotFound', toggle: toggleFollow },
  // unmutes; the button that mutes is on the story itself
  '/users/:id/stories': { kind: 'user', reason: 'userNotFound', toggle: (ctx, id) => muteStories(ctx, id, false) },
  '/pages/:id/like': { kind: 'page', reason: 'pageNotFound', toggle: togglePageLike },
  '/groups/:id/join': { kind: 'group', reason: 'groupNotFound', toggle: toggleMembership },
  '/events/:id/going': { kind: 'event', reason: 'eventNotFound', toggle: (ctx, id) => toggleResponse(ctx, id, 'going') },
  '/events/:id/interested': {
    kind: 'event',
    reason: 'eventNotFound',
    toggle: (ctx, id) => toggleResponse(ctx, id, 'interested'),
  },
};

/** Turns a relation on or off, and sends the header again. */
export function toggleRelation({ kind, reason, toggle }: RelationToggle) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const id = pathId(visit, reason);
    await toggle(ctx, id);
    const header = await headers[kind](ctx, id, { text: stringsFor(req), visit: false });
    if (isFragment) sendHeader(ctx, res, { csrf, header });
    else res.redirect(303, header.address);
  };
}
