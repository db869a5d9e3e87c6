import { lockProvenPassword, requirePassword } from '../../auth/service/credentials.ts';
import { chosenCategories } from '../../catalogues/service/choose.ts';
import type { Ctx, ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { changeName, nameProblem, refuseReservedName, releaseName, takeName } from '../../names/service.ts';
import { cellOf } from '../../search/rules/cells.ts';
import type { LockedUser } from '../../users/queries.ts';
import type { Privilege } from '../catalogue.ts';
import { hydratePages, type Page, type PageMaps } from '../hydrate.ts';
import { deletePageReport, insertPage, insertPageReport, lockPageRows, type PageRow, updatePage } from '../queries/pages.ts';
import { canSeePage, mayOnPage } from '../rules.ts';
import { lockPeople } from './lock-people.ts';
import { replacedKeys, storePictures } from './pictures.ts';
import { purgePage } from './purge.ts';

/** A page the viewer can see. Statements of `hydratePages`. Refuses `pageNotFound`. */
export async function requireVisiblePage(ctx: Ctx, id: number): Promise<PageMaps> {
  const maps = await hydratePages(ctx, [id]);
  if (!canSeePage(id, maps)) throw new Refusal('pageNotFound');
  return maps;
}

/** A page whose row is locked, as the viewer sees it: their privileges cannot change until the commit. */
export type LockedPage = { page: Page; maps: PageMaps; people: Map<number, LockedUser> };

/**
 * Locks users whose counters may change, then a page, and reads it again. 2 statements plus those of `hydratePages`. Refuses
 * `pageNotFound`.
 */
export async function lockPage(
  ctx: ViewerContext,
  tx: Tx,
  { pageId, userIds }: { pageId: number; userIds: readonly number[] },
): Promise<LockedPage> {
  const people = await lockPeople(ctx, tx, userIds);
  await lockPageRows(tx, [pageId]);
  const maps = await requireVisiblePage({ ...ctx, db: tx }, pageId);
  const page = maps.pages.get(pageId);
  if (!page) throw new Refusal('pageNotFound');
  return { page, maps, people };
}

/** The fields of a page in signals. */
export function pageSignal(page: Pick<Page, 'id' | 'name' | 'title' | 'owner_id'>) {
  return { pageId: page.id, name: page.name, title: page.title, ownerId: page.owner_id };
}

export type NewPage = {
  name: string;
  title: string;
  description: string;
  categoryId: number;
  subCategoryId: number | undefined;
};

/**
 * Creates a page that the viewer owns. Refuses `categoryNotFound`, `subCategoryNotFound`, `nameTaken`, `nameReserved`. Contract
 * §2.37.
 */
export async function createPage(ctx: ViewerContext, form: NewPage): Promise<number> {
  const categories = chosenCategories(ctx, { kind: 'page', ...form });
  await refuseReservedName(ctx, form.name);
  return ctx.write(async (tx) => {
    await lockPeople(ctx, tx, [ctx.viewer.id]);
    await takeName(tx, form.name, 'page');
    const pageId = await insertPage(tx, {
      owner_id: ctx.viewer.id,
      name: form.name,
      title: form.title,
      description: form.description,
      ...categories,
      created_at: ctx.now,
    });
    await ctx.emit(ctx, 'pageChanged', { pageId, name: form.name, title: form.title });
    return pageId;
  });
}

/** The columns of a page's location; apps send 0, 0 for none, and nothing to leave it unchanged. */
export function locationColumns({ lat, lng }: { lat?: number | undefined; lng?: number | undefined }) {
  if (lat === undefined || lng === undefined) return {};
  return lat === 0 && lng === 0 ? { lat: null, lng: null, cell: null } : { lat, lng, cell: cellOf({ lat, lng }) };
}

/** A form of update-page-data: absent fields stay unchanged. */
export type PageChanges = {
  columns: { [Name in Exclude<keyof PageRow, 'id' | 'owner_id' | 'deleted_at'>]?: PageRow[Name] | undefined };
  pictures: { avatar?: Upload | undefined; cover?: Upload | undefined; background?: Upload | undefined };
};

/** The privilege that changing each column needs; all others need `general`. */
const PRIVILEGE_OF: ReadonlyMap<string, Privilege> = new Map(
  Object.entries({
    description: 'info',
    website: 'info',
    company: 'info',
    phone: 'info',
    address: 'info',
    lat: 'info',
    lng: 'info',
    cell: 'info',
    facebook: 'social',
    instagram: 'social',
    twitter: 'social',
    linkedin: 'social',
    vk: 'social',
    youtube: 'social',
    google: 'social',
    avatar: 'avatar',
    cover: 'avatar',
    background: 'design',
    shows_background: 'design',
  }),
);

/**
 * Applies the form to a page and removes the files of replaced pictures. For its owner, and for admins with the privileges for
 * all of the form. Refuses `pageNotFound`, `notOwner`, `nameTaken`, `nameReserved`, `categoryNotFound`, `subCategoryNotFound`,
 * and for pictures `unsupported`, `corrupt`, `tooLarge`. Contract §2.34 (allow-list instead of mass assignment).
 */
export async function changePage(ctx: ViewerContext, pageId: number, { columns, pictures: uploads }: PageChanges): Promise<void> {
  const given = Object.entries({ ...columns, ...uploads }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const needed = new Set(given.map((name): Privilege => PRIVILEGE_OF.get(name) ?? 'general'));
  if (needed.size === 0) needed.add('general');
  const refuseOthers = (maps: PageMaps) => {
    for (const privilege of needed) if (!mayOnPage(pageId, privilege, maps)) throw new Refusal('notOwner');
  };
  refuseOthers(await requireVisiblePage(ctx, pageId));
  if (columns.name !== undefined) await refuseReservedName(ctx, columns.name);
  const pictures = await storePictures(ctx, uploads);
  try {
    await ctx.write(async (tx) => {
      const { page, maps } = await lockPage(ctx, tx, { pageId, userIds: [] });
      refuseOthers(maps);
      const { name = page.name, title = page.title } = columns;
      const chosen = { kind: 'page', categoryId: columns.category_id, subCategoryId: columns.sub_category_id } as const;
      if (name !== page.name) await changeName(tx, { from: page.name, to: name, kind: 'page' });
      await updatePage(tx, pageId, { ...givenColumns(columns), ...chosenCategories(ctx, chosen, page), ...pictures.columns });
      await claimMedia(tx, pictures.keys);
      await releaseMedia(tx, replacedKeys(page, pictures));
      if (name !== page.name || title !== page.title) await ctx.emit(ctx, 'pageChanged', { pageId, name, title });
    });
  } catch (error) {
    await discardMedia(ctx.media, pictures.keys);
    throw error;
  }
}

function givenColumns(columns: PageChanges['columns']): Partial<PageRow> {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** Why a new page name is not available; undefined for its own name in any letter case. 1 statement, 4 more with a page. */
export async function pageNameProblem(ctx: ViewerContext, name: string | undefined, pageId?: number) {
  if (name === undefined) return undefined;
  const own = pageId === undefined ? undefined : (await hydratePages(ctx, [pageId])).pages.get(pageId)?.name;
  return own?.toLowerCase() === name.toLowerCase() ? undefined : nameProblem(ctx, name);
}

/**
 * Deletes a page for everyone; it is purged in the background. For its owner and admins with that privilege. Refuses
 * `pageNotFound`, `notOwner`, `wrongPassword`. Contract-beyond: delete_page.
 */
export async function deletePage(ctx: ViewerContext, pageId: number, password: string): Promise<void> {
  if (!mayOnPage(pageId, 'delete_page', await requireVisiblePage(ctx, pageId))) throw new Refusal('notOwner');
  const proven = await requirePassword(ctx, password);
  await ctx.write(async (tx) => {
    await lockProvenPassword(tx, proven);
    const { page, maps } = await lockPage(ctx, tx, { pageId, userIds: [] });
    if (!mayOnPage(pageId, 'delete_page', maps)) throw new Refusal('notOwner');
    await releaseName(tx, page.name);
    await updatePage(tx, pageId, { name: `deleted-${pageId}`, deleted_at: ctx.now, cell: null });
    await ctx.emit(ctx, 'pageDeleted', { pageId });
  });
  ctx.background('purge a deleted page', () => purgePage(ctx, pageId));
}

/** Reports a page to the site's staff, or withdraws the report; gives whether it is reported. Refuses `pageNotFound`. */
export async function togglePageReport(ctx: ViewerContext, pageId: number, text: string): Promise<boolean> {
  return ctx.write(async (tx) => {
    await lockPage(ctx, tx, { pageId, userIds: [ctx.viewer.id] });
    if ((await deletePageReport(tx, pageId, ctx.viewer.id)) > 0) return false;
    await insertPageReport(tx, { page_id: pageId, reporter_id: ctx.viewer.id, text, created_at: ctx.now });
    return true;
  });
}
