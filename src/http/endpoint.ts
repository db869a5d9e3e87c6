import { type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Ctx, Viewer, ViewerContext } from '../context.ts';
import type { createBodyReader } from './body.ts';
import { removeUploads } from './body.ts';
import { type ErrorTable, isTooLarge, Refusal, rowKey } from './errors.ts';
import { type Field, type FormIssue, fieldsOf, fieldText, parseForm, type RawForm } from './form.ts';
import { type Authenticate, requireServerKey, tokenMissing, tokenOfBody, tokenOfHead, tokenRefused } from './gate.ts';
import { addressKey, spendGuess } from './limits.ts';

/** `site`: needs the server key only. `user`: also an access token, so `ctx.viewer` exists. */
export type Access = 'site' | 'user';

type CtxOf<A extends Access> = A extends 'user' ? ViewerContext : Ctx;

/** The rate limit of a call. `auth` counts per address and, with `limitBy`, per account and address. */
export type LimitClass = 'auth' | 'read' | 'search' | 'write' | 'upload';

type Definition<A extends Access, Input extends z.ZodType, Answer extends z.ZodType<object, object>> = {
  /** The wire name: `/api/<name>`. */
  name: string;
  summary: string;
  access: A;
  limit: LimitClass;
  /** For a name that both reads and writes: the limit of a call, by its raw fields. `limit` is the usual one. */
  limitOf?(field: (name: string) => string): Exclude<LimitClass, 'auth'>;
  /** With limit `auth`: the field that names the account; absent: the viewer's account. */
  limitBy?: string;
  /** The key an account is counted by, when the field can name one account in several ways. */
  limitAccount?(ctx: Ctx, named: string): Promise<string>;
  /** With limit `auth`: a success resets the account's count. */
  successForgives?: boolean;
  /** POST only by default; a GET needs no server key (contract §4 Transport). */
  methods?: readonly ('get' | 'post')[];
  /** False when the body's `access_token` is not ours (social-login). */
  tokenInBody?: boolean;
  input: Input;
  answer: Answer;
  /** By `reason` or `field.reason`, in order of precedence: the first row that applies is the answer. */
  errors: ErrorTable;
  /**
   * Reasons that only the database knows, checked when the form fails, so that a row above the form's own can win (a taken name
   * before a short password). Gets the valid fields.
   */
  foresee?(call: { ctx: CtxOf<A>; valid: Partial<z.output<Input>> }): Promise<FormIssue[]>;
  handle(call: { ctx: CtxOf<A>; input: z.output<Input> }): Promise<z.input<Answer>>;
  /** Sends an answer other than JSON (a redirect). */
  send?(call: { res: Response; answer: z.input<Answer>; ctx: CtxOf<A> }): void;
};

/** An endpoint as the router, the documents and the tests see it. */
export type Endpoint = {
  readonly name: string;
  readonly summary: string;
  readonly access: Access;
  readonly limit: LimitClass;
  readonly limitOf: ((field: (name: string) => string) => Exclude<LimitClass, 'auth'>) | undefined;
  readonly limitBy: string | undefined;
  readonly limitAccount: ((ctx: Ctx, named: string) => Promise<string>) | undefined;
  readonly successForgives: boolean;
  readonly methods: readonly ('get' | 'post')[];
  readonly tokenInBody: boolean;
  readonly input: z.ZodType;
  readonly answer: z.ZodType<object>;
  readonly errors: ErrorTable;
  readonly fields: Map<string, Field>;
  run(ctx: Ctx, raw: RawForm): Promise<object>;
  send(res: Response, answer: object, ctx: Ctx): void;
};

/**
 * Declares an endpoint. The value gives the route, parsing, gate, limits, validation, envelope, OpenAPI and the generic tests.
 */
export function defineEndpoint<A extends Access, Input extends z.ZodType, Answer extends z.ZodType<object, object>>(
  definition: Definition<A, Input, Answer>,
): Endpoint {
  const { name, summary, access, limit, limitBy, input, answer, errors, foresee, handle, send } = definition;
  return {
    name,
    summary,
    access,
    limit,
    limitOf: definition.limitOf,
    limitBy,
    limitAccount: definition.limitAccount,
    successForgives: definition.successForgives ?? false,
    methods: definition.methods ?? ['post'],
    tokenInBody: definition.tokenInBody ?? true,
    input,
    answer,
    errors,
    fields: fieldsOf(input),
    async run(anyCtx, raw) {
      const ctx = anyCtx as CtxOf<A>; // the gate has put a viewer there where access is 'user'
      const parsed = parseForm(input, raw);
      if (parsed.ok) return handle({ ctx, input: parsed.input });
      const valid = parsed.valid as Partial<z.output<Input>>; // each field went through its own schema
      const foreseen = foresee ? await foresee({ ctx, valid }) : [];
      throw formRefusal(errors, [...parsed.issues, ...foreseen]);
    },
    send(res, result, anyCtx) {
      if (send)
        send({ res, answer: result as z.input<Answer>, ctx: anyCtx as CtxOf<A> }); // what `handle` gave
      else res.json({ api_status: 200, ...result });
    },
  };
}

/** The refusal of the first table row that matches one of the issues. An issue without a row counts as *missing*. */
export function formRefusal(table: ErrorTable, issues: readonly FormIssue[]): Refusal {
  const order = Object.keys(table);
  const ranked = issues
    .map((issue) => {
      const known = rowKey(table, issue.reason, issue.field);
      const reason = known === undefined ? 'missing' : issue.reason;
      return { field: issue.field, reason, rank: order.indexOf(known ?? rowKey(table, 'missing', issue.field) ?? '') };
    })
    .sort((a, b) => a.rank - b.rank);
  const first = ranked[0];
  return new Refusal(first?.reason ?? 'missing', { field: first?.field ?? '' });
}

export type RouterParts = {
  readBody: ReturnType<typeof createBodyReader>;
  authenticate: Authenticate;
  contextFor(req: Request): Ctx;
  /** Records an answered call and its duration. */
  observe(endpoint: string, outcome: string, seconds: number): void;
  /** The body's field for the access token, if it is not `access_token`; this one authorises the files after it. */
  tokenField?: string;
};

/** The Express router of one domain's endpoints. */
export function endpointRouter(endpoints: readonly Endpoint[], parts: RouterParts): Router {
  const router = Router({ caseSensitive: true });
  for (const endpoint of endpoints) {
    const handler = endpointHandler(endpoint, parts);
    for (const method of endpoint.methods) router[method](`/${endpoint.name}`, handler);
  }
  return router;
}

/** Handles one endpoint: body, gate, limits, then the endpoint itself. */
export function endpointHandler(endpoint: Endpoint, { readBody, authenticate, contextFor, observe, tokenField }: RouterParts) {
  // Before the body is read only a token in the header or query can authorise files; without one they are drained, not stored.
  const read = readBody(endpoint.fields, async (req) => (await viewerOfHead(req)) !== undefined);
  const inQuery = [...endpoint.fields].filter(([, field]) => field.query).map(([name]) => name);

  function viewerOfHead(req: Request): Promise<Viewer | undefined> {
    const token = tokenOfHead(req) ?? (tokenField ? tokenOfBody(Object(req.body), tokenField) : undefined);
    return token ? authenticate(token) : Promise.resolve(undefined);
  }

  async function viewerOf(req: Request, raw: RawForm): Promise<Viewer | undefined> {
    const token = tokenOfHead(req) ?? (endpoint.tokenInBody ? tokenOfBody(raw.fields, tokenField) : undefined);
    const viewer = token ? await authenticate(token) : undefined;
    if (endpoint.access === 'user' && !viewer) throw token ? tokenRefused() : tokenMissing();
    return viewer;
  }

  /** Reads the body. One too large from a refused token is answered by the gate: its app must learn that the session ended. */
  async function readForm(req: Request, res: Response): Promise<RawForm> {
    try {
      return await read(req, res);
    } catch (error) {
      const token = endpoint.access === 'user' && isTooLarge(error) ? tokenOfHead(req) : undefined;
      if (token && !(await authenticate(token))) throw tokenRefused();
      throw error;
    }
  }

  return async function handleEndpoint(req: Request, res: Response): Promise<void> {
    res.locals.endpoint = endpoint;
    const startedAt = performance.now();
    res.once('close', () => observe(endpoint.name, outcomeOf(res), (performance.now() - startedAt) / 1000));
    try {
      const raw: RawForm = req.method === 'POST' ? await readForm(req, res) : { fields: { ...req.query }, uploads: [] };
      for (const name of inQuery) raw.fields[name] = req.query[name] ?? raw.fields[name];
      const ctx = contextFor(req);
      if (req.method === 'POST') requireServerKey(raw, ctx.settings.serverKey());
      const viewer = await viewerOf(req, raw);
      if (viewer) ctx.viewer = viewer;
      endpoint.send(res, await callEndpoint(endpoint, ctx, raw), ctx);
    } finally {
      await removeUploads(req);
    }
  };
}

/** The outcome a call is counted as; `aborted` when the client disconnected before its answer. */
function outcomeOf(res: Response): string {
  return res.locals.outcome ?? (res.writableFinished ? 'ok' : 'aborted');
}

/** Counts a call against its rate limit and runs it, for callers that have passed the gate. */
export async function callEndpoint(endpoint: Endpoint, ctx: Ctx, raw: RawForm): Promise<object> {
  const afterSuccess = await spend(endpoint, ctx, raw);
  const answer = await endpoint.run(ctx, raw);
  await afterSuccess();
  return answer;
}

/** Counts the call. Gives what to run after success: resets the count when success proves the caller right. */
async function spend(endpoint: Endpoint, ctx: Ctx, raw: RawForm): Promise<() => Promise<void>> {
  const nothing = async () => {};
  const { address } = ctx.client;
  if (endpoint.limit !== 'auth') {
    const limit = endpoint.limitOf?.((name) => fieldText(raw, name) ?? '') ?? endpoint.limit;
    await ctx.limits.spend(limit, ctx.viewer ? `user:${ctx.viewer.id}` : `address:${addressKey(address)}`);
    return nothing;
  }
  const named = endpoint.limitBy === undefined ? ctx.viewer?.id : fieldText(raw, endpoint.limitBy);
  const account = typeof named === 'string' && endpoint.limitAccount ? await endpoint.limitAccount(ctx, named) : named;
  const forgive = await spendGuess(ctx.limits, { action: endpoint.name, account, address });
  return endpoint.successForgives ? forgive : nothing;
}
