import { presentWholeArticle } from '../../articles/present.ts';
import { readArticle } from '../../articles/service/read.ts';
import type { ViewerContext } from '../../context.ts';
import { pathOf } from '../shell/addresses.ts';
import { type Author, authorOf } from '../shell/author.ts';
import { type Moment, momentOf } from '../shell/dates.ts';
import { pathId } from '../shell/forms/forms.ts';
import { sitePage } from '../shell/layout/page.ts';
import { type CountMessages, topBar } from '../shell/layout/top-bar.ts';
import type { Visit } from '../shell/session/session.ts';
import { type Strings, stringsFor } from '../shell/strings.ts';

/** An article as the page shows it. `html` is the author's text after the sanitiser. */
export type ArticlePage = { author: Author; time: Moment; category: string; image: string | undefined; html: string };

const sendArticle = sitePage<{ title: string; article: ArticlePage }>('articles/article');

/** The page at the `url` of an article, with what get-blog-by-id answers. Contract §1.12. */
export function showArticle(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf } = visit;
    const id = pathId(visit, 'subjectNotFound');
    const [maps, bar] = await Promise.all([readArticle(ctx, id), topBar(ctx, countMessages)]);
    const data = presentWholeArticle(id, maps, ctx);
    const article = pageOf(ctx, data, stringsFor(req));
    sendArticle(ctx, res, { bar, csrf, section: 'article', title: data.title, article });
  };
}

function pageOf(ctx: ViewerContext, data: ReturnType<typeof presentWholeArticle>, { lang }: Strings): ArticlePage {
  const image = pathOf(data.thumbnail, ctx.config);
  return {
    author: authorOf(data.author, ctx),
    time: momentOf(new Date(Number(data.posted) * 1000), { now: ctx.now, timezone: ctx.viewer.timezone, lang }),
    category: data.category_name,
    // no pictures from other sites, as in posts
    image: image.startsWith('/') ? image : undefined,
    html: data.content,
  };
}
