/** What the commands share: the database, the queue, and how results are printed. */
import type { Logger } from 'pino';
import { loadConfig, type Config } from '../config.ts';
import { createLog } from '../log.ts';
import { startJobs, type Jobs } from '../queue/boss.ts';
import { writeAudit } from '../store/audit.ts';
import { findAction } from '../store/actions.ts';
import { createDb, type Db } from '../store/db.ts';
import { startEmbedded } from '../store/embedded.ts';
import { migrate } from '../store/migrate.ts';

/** Something the person at the terminal can mend; printed as one line. */
export class CommandError extends Error {
  override name = 'CommandError';
}

export interface Workbench {
  config: Config;
  log: Logger;
  db: Db;
  jobs: Jobs;
}

export interface Database {
  url: string;
  /** Stops an embedded server that nobody else uses. */
  release(): Promise<void>;
}

/** The configured database; the embedded one is started, or found running. */
export async function openDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, release: async () => {} };
  const embedded = await startEmbedded({ dataDir: config.dataDir });
  return { url: embedded.url, release: () => embedded.stop() };
}

/** Runs a command with the database up to date and a queue to send jobs to. */
export async function withWorkbench<T>(work: (bench: Workbench) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const log = createLog({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel });
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const db = createDb(database.url, 'lockstep-command', 3);
    const jobs = await startJobs({ url: database.url, log, worker: false });
    try {
      return await work({ config, log, db, jobs });
    } finally {
      await jobs.boss.stop({ graceful: false });
      await db.destroy();
    }
  } finally {
    await database.release();
  }
}

/** Prints a result: JSON for machines, else the given lines for people. */
export function print(result: unknown, json: boolean | undefined, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : lines.map((line) => `${line}\n`).join(''));
}

export function parseId(text: string, what: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id <= 0) throw new CommandError(`"${text}" is no ${what} id: give a number, as \`lockstep project list\` prints it.`);
  return id;
}

/** That an operator worked on an action, whoever's name they gave (the history has that). */
export async function noteActionCommand({ db }: Pick<Workbench, 'db'>, command: string, actionId: number): Promise<void> {
  const projectId = (await findAction(db, actionId))?.projectId ?? null;
  await writeAudit(db, { actor: { kind: 'operator' }, event: 'operator.command', projectId, detail: { command, action: actionId } });
}
