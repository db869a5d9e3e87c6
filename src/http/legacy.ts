import { Router } from 'express';
import { type Endpoint, endpointHandler, type RouterParts } from './endpoint.ts';
import type { ErrorAnswer } from './errors.ts';
import { endpointUnknown } from './gate.ts';

// Contract-beyond "Legacy transport": the only transport of older iOS apps.

const TOKEN_FIELD = 's';

/** `/app_api.php?application=phone&type=<name>`: endpoints at their old address, token in `s`, in the old envelope. */
export function legacyRouter(endpoints: readonly Endpoint[], parts: RouterParts, version: string): Router {
  const handlers = new Map(
    endpoints.map((endpoint) => [
      endpoint.name,
      endpointHandler(
        {
          ...endpoint,
          send: (res, answer) => void res.json({ api_status: '200', api_text: 'success', api_version: version, ...answer }),
        },
        { ...parts, tokenField: TOKEN_FIELD },
      ),
    ]),
  );
  const router = Router({ caseSensitive: true });
  router.post('/app_api.php', async (req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    res.locals.legacy = true;
    const handler = handlers.get(String(req.query.type));
    if (!handler) throw endpointUnknown();
    await handler(req, res);
  });
  return router;
}

/** An error in the old envelope: its id as text. */
export function legacyError({ api_status, errors }: ErrorAnswer['body'], version: string) {
  const { error_id, ...rest } = errors;
  return { api_status, api_text: 'failed', api_version: version, errors: { error_id: String(error_id), ...rest } };
}
