import type { Knex } from 'knex';

/** Creates a table with the same collation on MySQL and MariaDB, whose defaults differ. For migrations. */
export async function createTable(knex: Knex, name: string, build: (table: Knex.CreateTableBuilder) => void): Promise<void> {
  await knex.schema.createTable(name, (table) => {
    table.engine('InnoDB');
    table.charset('utf8mb4');
    table.collate('utf8mb4_unicode_ci');
    build(table);
  });
}
