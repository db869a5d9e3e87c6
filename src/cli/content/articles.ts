import { copyFile, readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { marked } from 'marked';
import { parse } from 'yaml';
import { z } from 'zod';
import { type BroughtArticle, bringArticle, checkArticle } from '../../articles/service/bring.ts';
import type { Ctx } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
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

// As much as the site lets people write.
const CONTENT_LENGTH = 65_535;

/** An article, brought under the `key` of its front matter or the name of its file. */
export function articleItem(ctx: Ctx, path: string, taken: Map<string, string>): Item {
  return {
    place: path,
    async prepare() {
      const { front, body } = divided(await readFile(path, 'utf8'));
      const { author, category, thumbnail, key = keyOf(path), ...columns } = checked(FrontMatter, front);
      once(taken, key, path);
      const authorId = await idOfUsername(ctx, author);
      if (authorId === 0) throw new ContentError(`author: there is no active person named ${author}`);
      const content = marked.parse(body, { async: false });
      if (content.length > CONTENT_LENGTH) throw new ContentError(`the text is longer than ${CONTENT_LENGTH} characters of HTML`);
      const article: BroughtArticle = { ...columns, content, sourceKey: key, authorId, createdAt: ctx.now };
      if (category !== undefined) article.category = categoryId(ctx, category);
      if (thumbnail !== undefined) article.thumbnail = await pictureAt(ctx, resolve(dirname(path), thumbnail));
      checkArticle(ctx, article);
      return () => bringArticle(ctx, article);
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

function keyOf(path: string): string {
  const key = encodeURIComponent(basename(path).replace(/\.(md|markdown)$/i, ''));
  if (key.length > 191) throw new ContentError('the name of the file is too long to be a key; give it one as `key`');
  return key;
}

function categoryId({ settings }: Ctx, wanted: number | string): number {
  const known = settings.categories().find(({ kind, id, name }) => kind === 'blog' && (id === wanted || name === wanted));
  if (!known) throw new ContentError(`category: there is none of articles called ${wanted}`);
  return known.id;
}

/** Checks that a picture is there; gives what makes an upload of a copy of it, since uploads are taken over. */
async function pictureAt({ config }: Ctx, path: string): Promise<() => Promise<Upload>> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new ContentError(`thumbnail: there is no file ${path}`);
  return async () => {
    const copy = await newTemporaryPath(config.media.temporaryDirectory);
    await copyFile(path, copy);
    return { fieldname: 'thumbnail', originalname: basename(path), mimetype: '', path: copy, size: found.size };
  };
}
