import { randomUUID } from 'node:crypto';
import { type DestinationStream, type Logger, pino } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';
import type { Config } from '../config.ts';

/** Names whose values never reach a log, in any object. */
const SECRET_NAMES = [
  'password',
  'new_password',
  'current_password',
  'confirm_password',
  'server_key',
  'access_token',
  'authorization',
  'cookie',
];

/** Secret URL parameters: an e-mailed code, the older apps' session. */
const SECRET_PARAMETERS = [...SECRET_NAMES, 'code', 's'];

/** The process's logger: JSON lines to standard output, written asynchronously; readable with `LOG_PRETTY=1`. */
export function createLogger(config: Config['log'], destination?: DestinationStream): Logger {
  const options = {
    level: config.level,
    serializers: { err: describeError },
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  if (destination) return pino(options, destination);
  if (config.pretty) return pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
  return pino(options, pino.destination({ dest: 1, sync: false }));
}

/** One line for each request, with its id (also in `X-Request-Id`), without headers and body. */
export function requestLog(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    wrapSerializers: false,
    genReqId(req, res) {
      const given = req.headers['x-request-id'];
      const requestId = typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
      res.setHeader('X-Request-Id', requestId);
      return requestId;
    },
    customLogLevel: (_req, res) => (isFailure(res.statusCode) ? 'error' : 'info'),
    customErrorMessage: (_req, res) => (isFailure(res.statusCode) ? 'request errored' : 'request completed'),
    customErrorObject(_req, res, _error, line: Record<string, unknown>) {
      const { err, ...told } = line;
      return isFailure(res.statusCode) ? line : told;
    },
    serializers: {
      err: describeError,
      req: (req: { id: string; method: string; url: string }) => ({ id: req.id, method: req.method, url: redactQuery(req.url) }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  });
}

/** 503 is no failure of the server: what is away is logged once, not by every call. */
function isFailure(status: number): boolean {
  return status >= 500 && status !== 503;
}

type ErrorDescription = { type: string; message: string; stack: string; cause?: ErrorDescription; [detail: string]: unknown };

const DETAILS = ['code', 'errno', 'reason', 'field', 'status'] as const;

/**
 * An error as it may be logged. Only named members: others contain user input (body-parser's `body`), and a database error's
 * message contains its statement with all values, while `sqlMessage` says what was wrong.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no Error was thrown', stack: '' };
  const message = 'sqlMessage' in error ? String(error.sqlMessage) : error.message;
  const details = DETAILS.flatMap((name) => (name in error ? [[name, Reflect.get(error, name)] as const] : []));
  return {
    type: error.name,
    message,
    stack: stackLines(error),
    ...Object.fromEntries(details),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

function stackLines(error: Error): string {
  const lines = error.stack?.split('\n') ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}

/**
 * A path and query with secret values masked, in any spelling a parser would accept; also in an address inside an address
 * (`next=%2Fget_news_feed%3Faccess_token%3D…`).
 */
export function redactQuery(url: string): string {
  const [path = '', query] = url.split(/\?(.*)/s, 2);
  if (query === undefined) return path;
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
    return isSecret(name) || holdsSecret(value) ? `${name}=[redacted]` : pair;
  });
  return `${path}?${pairs.join('&')}`;
}

function isSecret(encodedName: string): boolean {
  const name = decoded(encodedName);
  // what cannot be decoded cannot be shown to be harmless
  return name === undefined || SECRET_PARAMETERS.includes(name.toLowerCase().replace(/\[.*$/, ''));
}

const SECRET_IN_ADDRESS = new RegExp(`[?&](?:${SECRET_PARAMETERS.join('|')})(?:=|\\[)`, 'i');
// an address in an address in an address
const MAX_DEPTH = 3;

function holdsSecret(encodedAddress: string): boolean {
  let address: string | undefined = encodedAddress;
  for (let depth = 0; depth <= MAX_DEPTH && address !== undefined; depth += 1) {
    if (SECRET_IN_ADDRESS.test(address)) return true;
    address = decoded(address);
  }
  return false;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
