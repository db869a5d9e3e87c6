import { type Request, Router } from 'express';
import type { Services } from '../context.ts';
import { requestContext } from '../http/request-context.ts';
import { idOfUsername } from '../users/service.ts';
import { eventAddress, hashtagAddress, postAddress, userAddress } from './addresses.ts';

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
  router.get('/:name', async (req, res, next) => {
    const { name } = req.params;
    const userId = /^\w{1,32}$/.test(name) ? await idOfUsername(requestContext(services, req), name) : 0;
    if (userId > 0) res.redirect(302, userAddress(userId));
    else next();
  });
  return router;
}
