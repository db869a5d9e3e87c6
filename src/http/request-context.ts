import type { Request } from 'express';
import type { Ctx, Services } from '../context.ts';

/** The context of a request, based on the process's services. The caller determines the viewer. */
export function requestContext(services: Services, req: Request): Ctx {
  const client = { address: req.ip ?? '', userAgent: req.get('user-agent') ?? '' };
  return { ...services, now: new Date(), log: req.log, client };
}
