import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

// How long a client has to read an answer that came before it had sent everything.
const GRACE_MS = 500;

/**
 * Closes connections whose request was answered before all of it arrived, such as one past the body's limit. By default Node
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

/** Stops reading, and closes a moment later: closing at once could make the client's system discard the unread answer. */
function closeSoon(req: IncomingMessage): void {
  const { socket } = req;
  if (req.complete) return;
  socket.pause();
  setTimeout(() => socket.destroy(), GRACE_MS).unref();
}
