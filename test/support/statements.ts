import type { Site } from './site.ts';

/** How many statements the site sends while `work` runs, in transactions too. Nothing else may run meanwhile. */
export async function countStatements(site: Site, work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(site, work)).length;
}

/** Sent by the timer that keeps the settings fresh, at any moment; no request sends them. */
const REFRESH = /from `(settings|categories|currencies|movie_genres|countries)`/;

/** The statements the site sends while `work` runs. `BEGIN` and `COMMIT` are among them. */
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
