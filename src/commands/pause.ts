import type { Command } from 'commander';
import { writeAudit } from '../store/audit.ts';
import { findProject, linksOfProject } from '../store/projects.ts';
import { haltPulls, pauseProject, resumeProject, resumeHeldPulls } from '../sync/halt.ts';
import { CommandError, parseId, print, withWorkbench } from './command.ts';

export function registerPause(program: Command): void {
  program
    .command('pause')
    .argument('<project>', 'id of the project')
    .description('stop syncing a project; edits on both sides wait')
    .option('--reason <text>', 'what people read', 'An operator paused it.')
    .option('--pulls', 'only hold the pulls that are under way')
    .option('--cancel', 'only end the pulls that are under way')
    .option('--json', 'print JSON')
    .action(async (projectId: string, options: { reason: string; pulls?: boolean; cancel?: boolean; json?: boolean }) =>
      withWorkbench(async (bench) => {
        const id = parseId(projectId, 'project');
        if (!(await findProject(bench.db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        if (options.pulls || options.cancel) {
          const halted = await haltPulls(bench, id, options.cancel ? 'cancelled' : 'paused');
          await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.paused', projectId: id, detail: { pulls: options.cancel ? 'cancelled' : 'paused' } });
          return print({ halted }, options.json, [`${halted} pulls ${options.cancel ? 'cancelled' : 'paused'}.`]);
        }
        await pauseProject(bench, id, options.reason);
        await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.paused', projectId: id });
        print({ paused: id }, options.json, [`Project ${id} is paused; \`lockstep resume ${id}\` goes on.`]);
      }));

  program
    .command('resume')
    .argument('<project>', 'id of the project')
    .description('go on syncing a project, and catch up; pulls that people hold stay held')
    .option('--pulls', 'only let the pulls go on that are held')
    .option('--json', 'print JSON')
    .action(async (projectId: string, { pulls, json }: { pulls?: boolean; json?: boolean }) =>
      withWorkbench(async (bench) => {
        const id = parseId(projectId, 'project');
        if (!(await findProject(bench.db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        if (pulls) {
          const resumed = await resumeHeldPulls(bench, id);
          await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.resumed', projectId: id, detail: { pulls: 'resumed' } });
          return print({ pulls: resumed }, json, [`${resumed} pulls resumed.`]);
        }
        await resumeProject(bench, id);
        await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'sync.resumed', projectId: id });
        const held = (await linksOfProject(bench.db, id)).filter(({ backfill }) => backfill.state === 'paused').map(({ owner, name }) => `${owner}/${name}`);
        print({ resumed: id, held }, json, [
          `Project ${id} goes on and catches up.`,
          ...held.map((name) => `The pull of ${name} stays held: \`lockstep resume ${id} --pulls\` lets it go on.`),
        ]);
      }));
}
