import type { Command } from 'commander';
import { startApp, type Role } from '../app.ts';
import { loadConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { CommandError, openDatabase } from './command.ts';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('start the service')
    .option('--role <roles>', 'web, worker, or both separated by a comma', 'web,worker')
    .action(async ({ role }: { role: string }) => start(parseRoles(role)));
}

function parseRoles(text: string): Role[] {
  const roles = text.split(',').map((part) => part.trim());
  const wrong = roles.find((part) => part !== 'web' && part !== 'worker');
  if (wrong !== undefined) throw new CommandError(`--role takes web, worker or both separated by a comma, not "${wrong}".`);
  return roles as Role[];
}

/** Runs until SIGTERM or SIGINT, then drains; the database goes last. */
async function start(roles: Role[]): Promise<void> {
  const config = loadConfig();
  const log = createLog(config);
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  const database = await openDatabase(config);
  try {
    const app = await startApp({ config, log, databaseUrl: database.url, roles });
    if (app.engine === undefined) {
      process.stderr.write(`No GitHub App is connected yet: open ${config.publicUrl} to see what to set.\n`);
    }
    const signal = await stopped;
    log.info({ signal }, 'stopping');
    await app.stop();
  } finally {
    await database.release();
  }
}
