import { createHash } from 'node:crypto';
import { copyFile, readFile, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { marked } from 'marked';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkArticle, type ImportedArticle, type ImportedPicture, importArticle } from '../../articles/service/import.ts';
import { CONTENT_LENGTH } from '../../articles/service/write.ts';
import { categoryNamed } from '../../catalogues/rules.ts';
import type { Ctx } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { checkImage } from '../../media/image.ts';
import { newTemporaryPath } from '../../media/temporary.ts';
import { idOfUsername } from '../../users/service.ts';
import { ContentError, checked, type Item, once, sourceKey } from './item.ts';

const words = (length: number) => z.string('is no text').trim().max(length, `at most ${length} characters`);

const FrontMatter = z.strictObject({
  title: words(200).min(1, 'is needed'),
  author: words(32).min(1, 'is needed'),
  description: words(500).default(''),
  category: z.union([z.int(), z.string()], { error: 'the name or the id of a category' }).optional(),
  tags: z
    .union([z.string(), z.array(z.union([z.string(), z.number()]).transform(String)).transform((tags) => tags.join(','))], {
      error: 'a list',
    })
    .default(''),
  thumbnail: words(4096).min(1, 'is no path').optional(),
  key: sourceKey.optional(),
});

/** What the front matter of an article may hold. */
export const ARTICLE_FIELDS = Object.keys(FrontMatter.shape);

/** A file, and the folder it was found in where one was given. */
export type Place = { path: string; folder?: string | undefined };

/** An article, brought under the `key` of its front matter, or the name of its file, as seen from the folder given. */
export function articleItem(ctx: Ctx, { path, folder }: Place, taken: Map<string, string>): Item {
  return {
    place: path,
    async prepare({ dryRun }) {
      const { front, body } = divided(await readFile(path, 'utf8'));
      const { author, category, thumbnail, key = keyOf({ path, folder }), ...columns } = checked(FrontMatter, front);
      once(taken, key, path);
      const authorId = await idOfUsername(ctx, author);
      if (authorId === 0) throw new ContentError(`author: there is no active person named ${author}`);
      const content = marked.parse(body, { async: false });
      if (content.length > CONTENT_LENGTH) throw new ContentError(`the text is longer than ${CONTENT_LENGTH} characters of HTML`);
      const article: ImportedArticle = { ...columns, content, sourceKey: key, authorId, createdAt: ctx.now };
      if (category !== undefined) article.category = categoryId(ctx, category);
      await checkArticle(ctx, article);
      if (thumbnail !== undefined) {
        const { picture, file } = await pictureAt(ctx, resolve(dirname(path), thumbnail));
        article.thumbnail = picture;
        if (dryRun) await checkImage(ctx.media, file);
      }
      return () => importArticle(ctx, article);
    },
  };
}

/** What stands between the first two lines of `---`, as YAML, and what follows them. */
function divided(text: string): { front: unknown; body: string } {
  const [, front, body = ''] = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n([\s\S]*))?$/.exec(text) ?? [];
  if (front === undefined) throw new ContentError('it does not begin with front matter between two lines of ---');
  try {
    return { front: parse(front) ?? {}, body };
  } catch (error) {
    throw new ContentError(`front matter: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
}

function keyOf({ path, folder }: Place): string {
  const name = folder === undefined ? basename(path) : relative(folder, path).split(sep).join('/');
  const key = name
    .replace(/\.(md|markdown)$/i, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (key.length > 191) throw new ContentError('the name of the file is too long to be a key; give it one as `key`');
  return key;
}

function categoryId({ settings }: Ctx, wanted: number | string): number {
  const all = settings.categories('blog');
  const id = typeof wanted === 'number' ? wanted : categoryNamed(all, wanted);
  if (id === undefined || !all.byId.has(id)) throw new ContentError(`category: there is none of articles called ${wanted}`);
  return id;
}

/** A picture by its path, and what makes an upload of a copy of it, since uploads are taken over. */
async function pictureAt({ config }: Ctx, path: string): Promise<{ picture: ImportedPicture; file: Upload }> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new ContentError(`thumbnail: there is no file ${path}`);
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const file = { fieldname: 'thumbnail', originalname: basename(path), mimetype: '', path, size: found.size };
  return {
    file,
    picture: {
      digest,
      async upload() {
        const copy = await newTemporaryPath(config.media.temporaryDirectory);
        await copyFile(path, copy);
        return { ...file, path: copy };
      },
    },
  };
}
