import type { Services } from '../../context.ts';
import { lockPageRows, pageIdByName, promotions, updatePage } from '../queries/pages.ts';

/**
 * Promotes a page until a time or until withdrawn; the latest call counts. There is no payment: the site's admin decides. Throws
 * an Error in words for the admin.
 */
export async function promotePage(services: Services, name: string, until: Date | undefined): Promise<void> {
  await change(services, name, { boosted: 1, boosted_until: until ?? null });
}

/** Withdraws a promotion. Throws an Error in words for the admin. */
export async function unpromotePage(services: Services, name: string): Promise<void> {
  await change(services, name, { boosted: 0, boosted_until: null });
}

/** One line for each promoted page. 1 statement. */
export async function promotedLines({ db }: Services, now: Date): Promise<string[]> {
  const rows = await promotions(db, now);
  return rows.map(({ name, boosted_until: end }) => `${name} ${end ? `until ${end.toISOString()}` : 'until it is taken back'}`);
}

async function change(services: Services, name: string, columns: { boosted: number; boosted_until: Date | null }): Promise<void> {
  const id = await pageIdByName(services.db, name);
  if (id === undefined) throw new Error(`there is no page named ${name}`);
  await services.write(async (tx) => {
    await lockPageRows(tx, [id]);
    await updatePage(tx, id, columns);
  });
}
