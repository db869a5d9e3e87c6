import { unlink } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import express, { type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import type { Config } from '../config.ts';
import { uploadTemporaryStorage } from '../media/temporary.ts';
import type { Field, RawForm, Upload } from './form.ts';

// For the boundaries and headers of the parts.
const MULTIPART_OVERHEAD_BYTES = 65_536;

type BodySettings = { limits: Config['body']; temporaryDirectory: string };

/** Multer's types lack some of its options. */
type MultipartOptions = multer.Options & { streamHandler(req: Request, busboy: Writable): void };

/** Decides, when a file's part begins, whether this request may upload files at all. */
export type MayUpload = (req: Request) => Promise<boolean>;

/**
 * A reader of request bodies: multipart (files to disk), urlencoded, JSON. Gives texts by name and the files of declared fields;
 * drains undeclared parts. Errors carry `status` and `expose`, like body-parser's.
 */
export function createBodyReader({ limits, temporaryDirectory }: BodySettings) {
  const urlencoded = express.urlencoded({ extended: false, limit: limits.maxBytes, parameterLimit: limits.maxFields });
  const json = express.json({ limit: limits.maxBytes, strict: true });
  const storage = uploadTemporaryStorage(temporaryDirectory);

  function multipart(fields: Map<string, Field>, mayUpload: MayUpload): RequestHandler {
    const accepted = new Set([...fields].filter(([, field]) => field.upload).map(([name]) => name));
    const options: MultipartOptions = {
      storage,
      defParamCharset: 'utf8',
      limits: {
        fieldNameSize: 200,
        // `a[99999999]` would create a list of that length, and iterating it blocks the process for ten seconds
        fieldArrayIndexLimit: limits.maxFields,
        fieldNestingDepth: 4,
        fieldSize: limits.maxBytes,
        fields: limits.maxFields,
        fileSize: limits.maxFileBytes,
        files: limits.maxFiles,
        parts: limits.maxFields + limits.maxFiles,
        headerPairs: 50,
      },
      fileFilter(req, file, done) {
        if (!accepted.has(file.fieldname.replace(/\[\d*\]$/, ''))) return done(null, false);
        mayUpload(req).then((yes) => {
          if (yes) allow(req, limits.maxFileBytes);
          done(null, yes);
        }, done);
      },
      // each field has its limit, but all of them together would be two hundred times that, even for a client without a key
      streamHandler(req, busboy) {
        let held = 0;
        busboy.on('field', (_name: string, value: string) => {
          held += value.length;
          if (held > limits.maxBytes) busboy.destroy(bodyError(413, 'fields over the limit together'));
        });
        req.pipe(busboy);
      },
    };
    return multer(options).any();
  }

  return function readerFor(fields: Map<string, Field>, mayUpload: MayUpload) {
    const readMultipart = multipart(fields, mayUpload);
    const carriesFiles = [...fields.values()].some((field) => field.upload);

    return async function readBody(req: Request, res: Response): Promise<RawForm> {
      const declared = Number(req.headers['content-length'] ?? 0);
      if (!carriesFiles && declared > limits.maxBytes) throw bodyError(413, 'declared length over the limit');
      const isMultipart = Boolean(req.is('multipart/form-data'));
      allow(req, limits.maxBytes + (isMultipart ? MULTIPART_OVERHEAD_BYTES : 0));
      if (isMultipart) await run(readMultipart, req, res);
      else if (req.is('application/x-www-form-urlencoded')) await run(urlencoded, req, res);
      else if (req.is('application/json')) await run(json, req, res);
      else if (declared > 0 || req.headers['transfer-encoding']) throw bodyError(415, 'unknown content type');
      return { fields: plainObject(req.body), uploads: uploadsOf(req) };
    };
  };
}

/** Removes the temporary files of a request that no service has taken over. */
export async function removeUploads(req: Request): Promise<void> {
  await Promise.allSettled(uploadsOf(req).map((upload) => unlink(upload.path)));
}

function uploadsOf(req: Request): Upload[] {
  return Array.isArray(req.files) ? req.files : [];
}

function plainObject(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}

/** How many bytes a body may have. Each accepted file raises it. */
const allowances = new WeakMap<Request, number>();

function allow(req: Request, bytes: number): void {
  allowances.set(req, (allowances.get(req) ?? 0) + bytes);
}

/**
 * Runs a parser until it is done or the body exceeds its allowance. Counts bytes as they arrive, including undeclared parts and
 * files without a valid token. The parsers themselves report a body that is too long only at its end.
 */
function run(handler: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    handler(req, res, (error?: unknown) => (error ? reject(markClientFault(error)) : resolve()));
    req.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > (allowances.get(req) ?? 0)) reject(bodyError(413, 'body over the limit'));
    });
  });
}

// busboy's own errors ("Unexpected end of form", "Malformed part header") have no status; file system errors have a code and
// remain ours.
function markClientFault(error: unknown): unknown {
  if (error instanceof Error && !('status' in error) && !('code' in error))
    return Object.assign(error, { status: 400, expose: true });
  return error;
}

function bodyError(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, expose: true });
}
