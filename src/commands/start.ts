import type { Command } from 'commander';
import { startApp, type App, type Role } from '../app.ts';
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

/** Runs until SIGTERM or SIGINT, then drains; the database goes last. Setup ends in a second start. */
async function start(roles: Role[]): Promise<void> {
  const config = loadConfig();
  const log = createLog(config);
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  const database = await openDatabase(config);
  try {
    for (;;) {
      const app = await startApp({ config, log, databaseUrl: database.url, roles });
      if (app.setup) sayHow(app);
      const ended = await Promise.race([stopped, ...(app.setup ? [app.setup.connected] : [])]);
      log.info({ reason: ended ?? 'an App was connected' }, 'stopping');
      await app.stop();
      if (ended !== undefined) return;
    }
  } finally {
    await database.release();
  }
}

/** Only whoever sees this terminal may connect an App. */
function sayHow({ setup, publicUrl }: App): void {
  const lines = publicUrl === undefined
    ? ['No GitHub App is connected yet: this worker waits until one is.']
    : ['No GitHub App is connected yet.', `Open ${publicUrl} and type this code: ${setup?.code}`];
  process.stderr.write(`${lines.join('\n')}\n`);
}
