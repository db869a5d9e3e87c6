import { Command } from 'commander';
import type { Knex } from 'knex';
import { readConfig } from '../config.ts';
import { connect } from '../database/connection.ts';
import { openDatabase } from '../database/open.ts';
import { createLogger } from '../http/log.ts';

async function withDatabase(command: (db: Knex) => Promise<void>): Promise<void> {
  const config = readConfig();
  const database = await openDatabase(config, createLogger({ ...config.log, level: 'warn' }));
  const db = connect(database.address, 1);
  try {
    await command(db);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await db.destroy();
    await database.close();
  }
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
  .description('Undo the last batch')
  .option('--all', 'undo all batches')
  .action(({ all = false }: { all?: boolean }) =>
    withDatabase(async (db) => {
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
  .command('make <name>')
  .description('Write an empty one, named verb-object: create-albums')
  .action((name: string) =>
    withDatabase(async (db) => {
      console.log(await db.migrate.make(name));
    }),
  );

await program.parseAsync();
