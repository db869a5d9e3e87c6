import type { Request, RequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import type { z } from 'zod';
import type { Services } from '../../../context.ts';
import { createBodyReader, removeUploads } from '../../../http/body.ts';
import { fieldsOf, type Upload } from '../../../http/form.ts';
import { mayUpload } from '../session/session.ts';

/**
 * Reads a form with files before `handle` runs, and removes the files afterwards. Files are accepted only from signed-in people
 * with the token of one of our forms, which must come before the files. `fileProblemOf` reports files that are too large or too
 * many, so that the form's text is not lost with them.
 */
export function withFiles(services: Services, schema: z.ZodType, handle: RequestHandler): RequestHandler {
  const { body: limits, directories } = services.config;
  const readerFor = createBodyReader({ limits, temporaryDirectory: directories.temporary });
  const checks = new WeakMap<Request, Promise<boolean>>();
  const read = readerFor(fieldsOf(schema), (req) => {
    // checked once for all files of a form
    const answer = checks.get(req) ?? mayUpload(services, req);
    checks.set(req, answer);
    return answer;
  });
  return async function handleWithFiles(req, res, next) {
    try {
      // our forms send nothing else
      const isForm = req.is(['multipart/form-data', 'application/x-www-form-urlencoded']);
      if (isForm)
        await read(req, res).catch((error: unknown) => {
          const reason = error instanceof MulterError ? TOO_MUCH.get(error.code) : undefined;
          if (reason === undefined) throw error;
          res.locals.fileProblem = reason;
        });
      await handle(req, res, next);
    } finally {
      await removeUploads(req);
    }
  };
}

const TOO_MUCH: ReadonlyMap<string, 'tooLarge' | 'tooMany'> = new Map(
  Object.entries({
    LIMIT_FILE_SIZE: 'tooLarge',
    LIMIT_FILE_COUNT: 'tooMany',
    LIMIT_PART_COUNT: 'tooMany',
  }),
);

/** Why files of a form were not accepted; undefined if they were. */
export function fileProblemOf({ locals }: Response): 'tooLarge' | 'tooMany' | undefined {
  return locals.fileProblem;
}

/** The files that came with a form. */
export function uploadsOf({ files }: Request): readonly Upload[] {
  return Array.isArray(files) ? files.filter((file) => file.size > 0) : [];
}

/** The rate limit that a form counts for, once it is read. */
export const limitOfFiles = (req: Request) => (uploadsOf(req).length > 0 ? 'upload' : 'write');
