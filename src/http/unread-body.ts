import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

// How long a client may take to read an answer that came before it had sent everything.
const GRACE_MS = 500;

/**
 * Ends connections whose request was answered before all of it came, such as one past the body's limit. Left to itself Node
 * reads a refused body to its end, however long.
 */
export function closeUnreadBodies(): RequestHandler {
  return function watchBody(req, res, next) {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.once('finish', () => {
        if (!req.complete) setImmediate(closeSoon, req);
      });
    }
    next();
  };
}

/** Reads no more, and closes a moment later: at once, the client's system could throw the unread answer away with it. */
function closeSoon(req: IncomingMessage): void {
  const { socket } = req;
  if (req.complete) return;
  socket.pause();
  setTimeout(() => socket.destroy(), GRACE_MS).unref();
}
