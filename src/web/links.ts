import { type Request, type RequestHandler, Router } from 'express';
import type { Services } from '../context.ts';
import { Refusal } from '../http/errors.ts';
import { nameProblem } from '../names/service.ts';
import { idOfUsername, requireVisibleUser } from '../users/service.ts';
import { eventAddress, hashtagAddress, postAddress, userAddress } from './addresses.ts';
import { wantsPage } from './error-page.ts';
import { explainRefusals } from './refusals.ts';
import { forViewer, type Visit } from './session.ts';

/** The addresses that posts and the API give to people, posts, hashtags and events: each leads to its view of the page. */
export function leadByName(services: Services): Router {
  const router = Router({ caseSensitive: true });
  const lead = (path: string, address: (req: Request) => string) =>
    router.get(path, (req, res) => res.redirect(302, address(req)));
  lead('/post/:id', ({ params, query }) => {
    const address = postAddress(encodeURIComponent(String(params.id)));
    const { ref } = query;
    return typeof ref === 'string' && /^\d+$/.test(ref) ? `${address}&comment_id=${ref}#comment-${ref}` : address;
  });
  lead('/events/:id', ({ params }) => eventAddress(encodeURIComponent(String(params.id))));
  lead('/hashtag/:tag', ({ params }) => hashtagAddress(String(params.tag)));
  const isName: RequestHandler<{ name: string }> = async ({ params }, res, next) => {
    const isPossible = /^\w{1,32}$/.test(params.name) && wantsPage(res.req, res);
    const isFree = isPossible && (await nameProblem(services, params.name)) !== 'nameReserved';
    next(isFree ? undefined : 'route');
  };
  router.get('/:name', isName, explainRefusals, forViewer(services, 'read', leadToPerson));
  return router;
}

/** Only signed-in people learn who has a name, and only of whom they may see. */
async function leadToPerson({ ctx, req, res }: Visit): Promise<void> {
  const id = await idOfUsername(ctx, String(req.params.name));
  if (id === 0) throw new Refusal('userNotFound');
  await requireVisibleUser(ctx, id);
  res.redirect(302, userAddress(id));
}
