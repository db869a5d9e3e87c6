import type { Site } from './site.ts';

/** The number of statements the site sends while `work` runs, those in transactions included. Nothing else may run meanwhile. */
export async function countStatements(site: Site, work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(site, work)).length;
}

/** Sent by the timer that refreshes the settings, at any moment; no request sends them. */
const REFRESH = /from `(settings|categories|currencies|movie_genres|countries)`/;

/** The statements the site sends while `work` runs, `BEGIN` and `COMMIT` included. */
export async function statementsOf(site: Site, work: () => Promise<unknown>): Promise<string[]> {
  await site.settled();
  const statements: string[] = [];
  const record = ({ sql }: { sql: string }) => {
    if (!REFRESH.test(sql)) statements.push(sql);
  };
  site.services.db.on('query', record);
  try {
    await work();
    await site.settled();
  } finally {
    site.services.db.removeListener('query', record);
  }
  return statements;
}
