import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { migrate, rollback } from '../store/migrate.ts';
import { openDatabase, print } from './command.ts';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date; a start does it too')
    .option('--down', 'take back the newest migration instead')
    .option('--json', 'print JSON')
    .action(async ({ down, json }: { down?: boolean; json?: boolean }) => {
      const database = await openDatabase(loadConfig());
      try {
        const names = down ? await rollback(database.url) : await migrate(database.url);
        const verb = down ? 'taken back' : 'applied';
        print({ [verb]: names }, json, names.length === 0 ? ['The database is up to date.'] : names.map((name) => `${name} ${verb}`));
      } finally {
        await database.release();
      }
    });
}
