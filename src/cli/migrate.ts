import { Command, InvalidArgumentError } from 'commander';
import type { Knex } from 'knex';
import { readConfig } from '../config.ts';
import { connect } from '../database/connection.ts';
import { openDatabase } from '../database/open.ts';
import { createLogger } from '../http/log.ts';

/** Runs a command on the database and closes that. A failure is told in one line and exits with 1. */
async function withDatabase(command: (db: Knex) => Promise<void>): Promise<void> {
  try {
    const config = readConfig();
    const database = await openDatabase(config, createLogger({ ...config.log, level: 'warn' }));
    const db = connect(database.address, 1);
    try {
      await command(db);
    } finally {
      await db.destroy();
      await database.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** A new site ran everything as one batch: undoing the last one would undo the site. */
async function refuseToUndoEverything(db: Knex): Promise<void> {
  const [done] = (await db.migrate.list()) as [unknown[]]; // Knex types it as any
  if (done.length === 0) return;
  const ran = await db('knex_migrations').countDistinct('batch as batches').first();
  if (Number(ran?.batches) > 1) return;
  throw new Error('The last batch is all there is: undoing it removes every table with all that is in it. --all does that.');
}

function migrationName(name: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name)) return name;
  throw new InvalidArgumentError('It is a verb and an object, in small letters with - between the words: create-albums.');
}

const program = new Command('migrate').description('Migrations of the database').showHelpAfterError();

program
  .command('latest', { isDefault: true })
  .description('Run all that are pending')
  .action(() =>
    withDatabase(async (db) => {
      const [batch, names] = (await db.migrate.latest()) as [number, string[]]; // Knex types it as any
      console.log(
        names.length === 0 ? 'Already up to date' : `Batch ${batch} ran:\n${names.map((name) => `  ${name}`).join('\n')}`,
      );
    }),
  );

program
  .command('rollback')
  .description('Undo the last batch: what the last start of a newer version, or the last `latest`, ran')
  .option('--all', 'undo all batches: removes every table')
  .action(({ all = false }: { all?: boolean }) =>
    withDatabase(async (db) => {
      if (!all) await refuseToUndoEverything(db);
      const [, names] = (await db.migrate.rollback(undefined, all)) as [number, string[]]; // Knex types it as any
      console.log(names.length === 0 ? 'Nothing to undo' : `Undone:\n${names.map((name) => `  ${name}`).join('\n')}`);
    }),
  );

program
  .command('status')
  .description('Which ran and which are pending')
  .action(() =>
    withDatabase(async (db) => {
      const [done, pending] = (await db.migrate.list()) as [{ name: string }[], { file: string }[]]; // Knex types it as any
      for (const { name } of done) console.log(`done     ${name}`);
      for (const { file } of pending) console.log(`pending  ${file}`);
    }),
  );

program
  .command('unlock')
  .description('Take the lock of a migration that was killed; only when no other process is migrating')
  .action(() =>
    withDatabase(async (db) => {
      await db.migrate.forceFreeMigrationsLock();
      console.log('Unlocked');
    }),
  );

program
  .command('make')
  .argument('<name>', 'verb-object: create-albums', migrationName)
  .description('Write an empty one')
  .action((name: string) =>
    withDatabase(async (db) => {
      console.log(await db.migrate.make(name));
    }),
  );

await program.parseAsync();
