import type { Command } from 'commander';
import { loadConfig, ConfigError, type Config } from '../config.ts';
import { createLog } from '../log.ts';
import { connectionProblem, createDb } from '../store/db.ts';
import { checkAll, type Finding } from '../sync/doctor/check.ts';
import { GitHubError } from '../github/errors.ts';
import { createGitHub } from '../github/clients.ts';
import { findCredentials, openVault } from '../credentials.ts';
import { createBudgetStore } from '../store/budgets.ts';
import { openDatabase, print } from './command.ts';

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at everything the service rests on, and say what is wrong and what mends it; ends with status 1 where something is')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine();
      print({ ok: findings.every(({ state }) => state !== 'bad'), findings }, json, findings.flatMap(lines));
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
    });
}

const MARK: Record<Finding['state'], string> = { good: 'ok  ', warn: 'note', bad: 'BAD ' };

const lines = ({ state, what, found, mend }: Finding): string[] => [`${MARK[state]}  ${what}: ${found}`, ...(mend === null ? [] : [`      ${mend}`])];

/** Every check that can be made; one that fails keeps none of the others from it. */
async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ state: 'bad', what: 'configuration', found: error.message, mend: 'Mend it in the environment or in .env; .env.example tells of every variable.' }];
  }
  const findings: Finding[] = [{ state: 'good', what: 'configuration', found: `read; people reach the service at ${config.publicUrl}`, mend: null }];
  try {
    const database = await openDatabase(config);
    const db = createDb(database.url, 'lockstep-doctor', 2);
    try {
      return [...findings, ...await checkAll({ config, db, connect: () => connect(config, db) })];
    } finally {
      await db.destroy();
      await database.release();
    }
  } catch (error) {
    const problem = connectionProblem(error) ?? (error instanceof Error ? error.message : String(error));
    return [...findings, { state: 'bad', what: 'database', found: problem, mend: 'Start PostgreSQL, or mend DATABASE_URL; without it Lockstep brings its own.' }];
  }
}

/** GitHub as the App, and the keys. @throws ConfigError, VaultError, GitHubError */
async function connect(config: Config, db: ReturnType<typeof createDb>): Promise<Awaited<ReturnType<typeof createGitHub>> | 'none' | 'unreadable'> {
  const found = await findCredentials(config, db, await openVault(config));
  if (typeof found === 'string') return found;
  const log = createLog({ logLevel: 'silent' });
  try {
    return await createGitHub({ credentials: found, apiUrl: config.githubApiUrl, log, budgets: createBudgetStore(db), onAnswer: () => {} });
  } catch (error) {
    throw error instanceof GitHubError ? error : new GitHubError('unavailable', 0, 'GitHub cannot be asked.', error);
  }
}
