import type { ViewerContext } from '../../context.ts';
import { presentPage } from '../present.ts';
import { promotedPages } from '../service/lists.ts';

const MOST_PROMOTED = 5;

/** The word of get-general-data that pages answer, contract §2.43. */
export const pagesGeneralData = {
  async promoted_pages(ctx: ViewerContext) {
    const { ids, maps } = await promotedPages(ctx, MOST_PROMOTED);
    return { promoted_pages: ids.map((pageId) => presentPage(pageId, maps, ctx)) };
  },
};
