import type { Request, RequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import type { z } from 'zod';
import type { Services } from '../context.ts';
import { createBodyReader, removeUploads } from '../http/body.ts';
import { fieldsOf, type Upload } from '../http/form.ts';
import { mayLeaveFiles } from './session.ts';

/**
 * Reads a form with files before `handle` runs, and leaves none behind. Files are kept only of who is signed in and brings the
 * token of a form of ours; it has to stand before them. What is too much is told by `fileProblemOf`, so that the words of the
 * form are not lost with it.
 */
export function withFiles(services: Services, schema: z.ZodType, handle: RequestHandler): RequestHandler {
  const { body: limits, directories } = services.config;
  const readerFor = createBodyReader({ limits, temporaryDirectory: directories.temporary });
  const asked = new WeakMap<Request, Promise<boolean>>();
  const read = readerFor(fieldsOf(schema), (req) => {
    // once for all files of a form
    const answer = asked.get(req) ?? mayLeaveFiles(services, req);
    asked.set(req, answer);
    return answer;
  });
  return async function handleWithFiles(req, res, next) {
    try {
      // anything else is no form of ours, and without its token
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

/** Why files of a form could not be taken; undefined where they were. */
export function fileProblemOf({ locals }: Response): 'tooLarge' | 'tooMany' | undefined {
  return locals.fileProblem;
}

/** The files that came with a form. */
export function uploadsOf({ files }: Request): readonly Upload[] {
  return Array.isArray(files) ? files.filter((file) => file.size > 0) : [];
}

/** Which budget a form is taken from, once it was read. */
export const limitOfFiles = (req: Request) => (uploadsOf(req).length > 0 ? 'upload' : 'write');
