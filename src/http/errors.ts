import { MulterError } from 'multer';
import { unavailabilityOf } from '../unavailable.ts';

/** An error that the contract foresees: the endpoint's `errors` table turns its reason into an id and a text. */
export class Refusal extends Error {
  readonly reason: string;
  readonly field: string | undefined;
  /** Values for placeholders of the row's text beside `{field}`, e.g. `{id}`. */
  readonly values: Record<string, string | number>;

  constructor(reason: string, details: { cause?: unknown; field?: string; values?: Record<string, string | number> } = {}) {
    super(reason, { cause: details.cause });
    this.name = 'Refusal';
    this.reason = reason;
    this.field = details.field;
    this.values = details.values ?? {};
  }
}

/** An error of the gate (contract §0): ids 1 and 2, `"api_status":"404"`. */
export class GateError extends Error {
  readonly id: 1 | 2;
  readonly status: number;

  constructor(id: 1 | 2, text: string, status: number) {
    super(text);
    this.name = 'GateError';
    this.id = id;
    this.status = status;
  }
}

/** Too many calls; `retryAfterSeconds` is sent as `Retry-After`. */
export class LimitError extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('tooManyRequests');
    this.name = 'LimitError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** `[id, text]`, and the HTTP status for `HTTP_STATUS_MODE=semantic` when the reason's name does not imply it. */
export type ErrorRow = readonly [id: number, text: string, status?: number];

/** An endpoint's errors by `reason` or `field.reason`, in order of precedence. */
export type ErrorTable = Readonly<Record<string, ErrorRow>>;

export type StatusMode = 'contract' | 'semantic';

export type ErrorAnswer = {
  status: number;
  headers: Record<string, string>;
  body: { api_status: '400' | '404'; errors: { error_id: number; error_text: string; request_id?: string } };
  /** A bug: logged in full. */
  unforeseen: boolean;
  /** The outcome in the metrics. */
  outcome: 'refused' | 'limited' | 'unavailable' | 'failed';
};

export type ErrorSurroundings = { table: ErrorTable; mode: StatusMode; requestId: string };

/** The only translation of an error into an answer. Contract §0 "Endpoint errors", §4 Transport. */
export function errorAnswer(error: unknown, { table, mode, requestId }: ErrorSurroundings): ErrorAnswer {
  if (error instanceof GateError) return answer('404', error.id, error.message, mode === 'semantic' ? error.status : 200);
  if (error instanceof LimitError) {
    const [id, text] = table.tooManyRequests ?? [429, 'Too many requests, please try again later'];
    return { ...answer('400', id, text, 429, { 'Retry-After': String(error.retryAfterSeconds) }), outcome: 'limited' };
  }
  if (error instanceof Refusal) {
    const key = rowKey(table, error.reason, error.field);
    const row = key === undefined ? undefined : table[key];
    if (key !== undefined && row) {
      return answer('400', row[0], fillText(row[1], error), mode === 'semantic' ? (row[2] ?? statusOf(error.reason)) : 200);
    }
  }
  const transport = transportProblem(error);
  if (transport) return answer('400', transport.status, transport.text, mode === 'semantic' ? transport.status : 200);
  const away = unavailabilityOf(error);
  if (away) {
    const headers = { 'Retry-After': String(away.retryAfterSeconds) };
    return { ...answer('400', 503, 'The server is busy, please try again', 503, headers), outcome: 'unavailable' };
  }
  const unforeseen = answer('400', 500, 'Internal server error', mode === 'semantic' ? 500 : 200);
  unforeseen.body.errors.request_id = requestId;
  return { ...unforeseen, unforeseen: true, outcome: 'failed' };
}

/** The key of the row for a reason: the field's own row takes precedence. */
export function rowKey(table: ErrorTable, reason: string, field?: string): string | undefined {
  const own = `${field}.${reason}`;
  if (field !== undefined && Object.hasOwn(table, own)) return own;
  return Object.hasOwn(table, reason) ? reason : undefined;
}

function answer(apiStatus: '400' | '404', id: number, text: string, status: number, headers = {}): ErrorAnswer {
  const body = { api_status: apiStatus, errors: { error_id: id, error_text: text } };
  return { status, headers, body, unforeseen: false, outcome: 'refused' };
}

function fillText(text: string, refusal: Refusal): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name === 'field' ? (refusal.field ?? whole) : String(refusal.values[name] ?? whole),
  );
}

/** The HTTP status a reason's name implies. */
function statusOf(reason: string): number {
  if (/notFound$/i.test(reason)) return 404;
  if (/(taken|already\w*|duplicate)$/i.test(reason)) return 409;
  if (/^(not(Owner|Allowed|Member)|forbidden|banned)/.test(reason)) return 403;
  if (/^(wrongPassword|wrongCredentials)/.test(reason)) return 401;
  return 400;
}

/**
 * Requests that cannot be processed: too large, malformed, of an unknown type, sent by another site's page. Their id is the HTTP
 * status they stand for.
 */
function transportProblem(error: unknown): { status: number; text: string } | undefined {
  if (error instanceof MulterError) {
    return error.code === 'MISSING_FIELD_NAME'
      ? { status: 400, text: 'The request body is malformed' }
      : { status: 413, text: 'The request body is too large' };
  }
  if (!(error instanceof Error)) return undefined;
  // Express reports an address that is not valid encoded UTF-8 like this
  if (error instanceof URIError) return { status: 400, text: 'The address is malformed' };
  // body-parser and busboy errors: `expose` marks the client's fault
  const status = 'expose' in error && error.expose === true && 'status' in error ? Number(error.status) : undefined;
  if (status === 403) return { status, text: 'The request came from another site' };
  if (status === 413) return { status, text: 'The request body is too large' };
  if (status === 415) return { status, text: 'The type of the request body is not supported' };
  if (status !== undefined && status >= 400 && status < 500) return { status: 400, text: 'The request body is malformed' };
  return undefined;
}
