import type { ViewerContext } from '../../context.ts';
import { presentPage } from '../present.ts';
import { promotedPages } from '../service/lists.ts';

const MAX_PROMOTED = 5;

/** The word of get-general-data that pages fill, contract §2.43. */
export const pagesGeneralData = {
  async promoted_pages(ctx: ViewerContext) {
    const { ids, maps } = await promotedPages(ctx, MAX_PROMOTED);
    return { promoted_pages: ids.map((pageId) => presentPage(pageId, maps, ctx)) };
  },
};
