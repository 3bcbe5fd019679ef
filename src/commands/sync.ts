import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAudit } from '../store/audit.ts';
import { findProject, linksOfProject, type Link } from '../store/projects.ts';
import { planBackfill } from '../sync/link.ts';
import { progressLine } from './progress.ts';
import { CommandError, parseId, print, withWorkbench, type Workbench } from './command.ts';

const LOOK_MS = 250;

export function registerSync(program: Command): void {
  program
    .command('sync')
    .argument('<project>', 'id of the project')
    .description('pull every issue of a project’s repositories again; a running service does the work, and goes on if you leave')
    .option('--no-wait', 'only ask for it')
    .option('--json', 'print JSON')
    .action(async (projectId: string, { wait, json }: { wait: boolean; json?: boolean }) =>
      withWorkbench(async (bench) => {
        const id = parseId(projectId, 'project');
        if (!(await findProject(bench.db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        const links = await linksOfProject(bench.db, id);
        await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.started', projectId: id, detail: { direction: 'pull' } });
        for (const link of links) await planBackfill(bench.db, bench.jobs, link.integrationId, link.repositoryId);
        const ended = wait ? await watch(bench, id, Boolean(json)) : links;
        const result = ended.map(({ owner, name, backfill: { state, pulled, total, error } }) => ({ repository: `${owner}/${name}`, state, pulled, total, error }));
        print(result, json, result.map(({ repository, state, pulled, error }) => `${repository}: ${state}, ${pulled} issues${error ? `: ${error}` : ''}`));
        if (result.some(({ state }) => state === 'failed')) process.exitCode = 1;
      }));
}

/** Shows the progress until every pull that was asked for has ended. */
async function watch({ db }: Workbench, projectId: number, quiet: boolean): Promise<Link[]> {
  for (;;) {
    const links = await linksOfProject(db, projectId);
    const open = links.some(({ backfill }) => backfill.state === 'waiting' || backfill.state === 'pulling');
    if (!quiet && process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${progressLine(links.map(({ backfill }) => backfill))}`);
    if (!open) {
      if (!quiet && process.stderr.isTTY) process.stderr.write('\n');
      return links;
    }
    await sleep(LOOK_MS);
  }
}
