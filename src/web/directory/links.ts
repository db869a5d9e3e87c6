import { type Request, type RequestHandler, Router } from 'express';
import { groupNamed, pageNamed } from '../../communities/service/by-name.ts';
import type { Services } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { holderOf } from '../../names/service.ts';
import { idOfUsername, requireVisibleUser } from '../../users/service.ts';
import { eventAddress, groupAddress, hashtagAddress, pageAddress, postAddress, userAddress } from '../shell/addresses.ts';
import { wantsPage } from '../shell/layout/error-page.ts';
import { explainRefusals } from '../shell/session/refusals.ts';
import { forViewer, type Visit } from '../shell/session/session.ts';

/** The addresses that posts and the API use for people, pages, groups, posts, hashtags and events: each redirects to its page. */
export function linkRoutes(services: Services): Router {
  const router = Router({ caseSensitive: true });
  const redirect = (path: string, address: (req: Request) => string) =>
    router.get(path, (req, res) => res.redirect(302, address(req)));
  redirect('/post/:id', ({ params, query }) => {
    const address = postAddress(encodeURIComponent(String(params.id)));
    const { ref } = query;
    return typeof ref === 'string' && /^\d+$/.test(ref) ? `${address}&comment_id=${ref}#comment-${ref}` : address;
  });
  redirect('/events/:id', ({ params }) => eventAddress(encodeURIComponent(String(params.id))));
  redirect('/hashtag/:tag', ({ params }) => hashtagAddress(String(params.tag)));
  const isName: RequestHandler<{ name: string }> = async ({ params }, res, next) => {
    const isPossible = /^\w{1,32}$/.test(params.name) && wantsPage(res.req, res);
    const isOpen = isPossible && (await holderOf(services, params.name)) !== 'reserved';
    next(isOpen ? undefined : 'route');
  };
  router.get('/:name', isName, explainRefusals, forViewer(services, 'read', redirectToHolder));
  return router;
}

/** Only signed-in people learn what a name stands for, and only if they may see it; anything else does not exist for them. */
async function redirectToHolder({ ctx, req, res }: Visit): Promise<void> {
  const name = String(req.params.name);
  const kind = await holderOf(ctx, name);
  if (kind !== 'page' && kind !== 'group') {
    const userId = await idOfUsername(ctx, name);
    if (userId === 0) throw new Refusal('userNotFound');
    await requireVisibleUser(ctx, userId);
    return res.redirect(302, userAddress(userId));
  }
  const id = await (kind === 'page' ? pageNamed(ctx, name) : groupNamed(ctx, name));
  if (id === undefined) throw new Refusal('userNotFound');
  res.redirect(302, kind === 'page' ? pageAddress(id) : groupAddress(id));
}
