import type { Command } from 'commander';
import { findProject } from '../store/projects.ts';
import { HISTORY_LIMITS, readHistoryDays, readRetention, RETENTION_LIMITS } from '../store/retention.ts';
import { changeHistoryDays, changeRetention } from '../sync/access/retention.ts';
import { CommandError, parseId, print, withWorkbench, type Workbench } from './command.ts';

interface Options {
  deliveries?: string;
  syncLog?: string;
  project?: string;
  history?: string;
  json?: boolean;
}

export function registerRetention(program: Command): void {
  program
    .command('retention')
    .description('how long things are kept; without options it only shows it')
    .option('--deliveries <days>', 'bodies of webhook deliveries')
    .option('--sync-log <days>', 'rows of the sync log')
    .option('--project <id>', 'of this project')
    .option('--history <days>', 'the history of its actions; "keep" for good. What is removed can not be restored')
    .option('--json', 'print JSON')
    .action(async (options: Options) => withWorkbench((bench) => retention(bench, options)));
}

async function retention({ db }: Workbench, { deliveries, syncLog, project, history, json }: Options): Promise<void> {
  const actor = { kind: 'operator' } as const;
  if (history !== undefined && project === undefined) throw new CommandError('--history is a choice of one project: name it with --project.');
  const projectId = project === undefined ? null : parseId(project, 'project');
  if (projectId !== null && !(await findProject(db, projectId))) throw new CommandError(`There is no project ${projectId}: \`lockstep project list\` shows them.`);
  const change = {
    ...(deliveries !== undefined && { deliveriesDays: parseDays('--deliveries', deliveries, RETENTION_LIMITS) }),
    ...(syncLog !== undefined && { syncLogDays: parseDays('--sync-log', syncLog, RETENTION_LIMITS) }),
  };
  const historyDays = history === undefined || history === 'keep' ? null : parseDays('--history', history, HISTORY_LIMITS);
  if (Object.keys(change).length > 0) await changeRetention(db, actor, change);
  if (projectId !== null && history !== undefined) await changeHistoryDays(db, actor, projectId, historyDays);
  const now = { ...(await readRetention(db)), ...(projectId !== null && { historyDays: await readHistoryDays(db, projectId) }) };
  print(now, json, [
    `Deliveries: ${now.deliveriesDays} days, by whole weeks; those not processed yet stay.`,
    `Sync log:   ${now.syncLogDays} days, by whole weeks.`,
    ...(projectId === null ? ['History of actions: for good, unless a project chose otherwise (--project).'] : [`History of project ${projectId}: ${typeof now.historyDays === 'number' ? `${now.historyDays} days` : 'for good'}.`]),
  ]);
}

function parseDays(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const days = Number(text);
  if (!Number.isSafeInteger(days) || days < min || days > max) throw new CommandError(`${option} takes a number of days from ${min} to ${max}, not "${text}".`);
  return days;
}
