import type { Request } from 'express';
import type { Ctx, Services } from '../context.ts';

/** What a request is, over the process's services. Who its viewer is, the caller finds out. */
export function requestContext(services: Services, req: Request): Ctx {
  const client = { address: req.ip ?? '', userAgent: req.get('user-agent') ?? '' };
  return { ...services, now: new Date(), log: req.log, client };
}
