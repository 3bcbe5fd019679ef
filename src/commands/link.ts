import type { Command } from 'commander';
import { writeAudit } from '../store/audit.ts';
import { findProject } from '../store/projects.ts';
import { linkByName } from '../sync/link.ts';
import { CommandError, parseId, print, withWorkbench } from './command.ts';

export function registerLink(program: Command): void {
  program
    .command('link')
    .argument('<project>', 'id of the project')
    .argument('<repositories...>', 'owner/name, one or more')
    .description('link repositories to a project; a running service pulls their issues')
    .option('--json', 'print JSON')
    .action(async (projectId: string, repositories: string[], { json }: { json?: boolean }) =>
      withWorkbench(async ({ db, jobs }) => {
        const id = parseId(projectId, 'project');
        if (!(await findProject(db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        const results = [];
        for (const fullName of repositories) {
          const outcome = await linkByName({ db, jobs }, id, fullName);
          if (outcome.outcome === 'linked') await writeAudit(db, { actor: { kind: 'operator' }, event: 'repository.linked', projectId: id, detail: { repository: outcome.repositoryId } });
          results.push({ repository: fullName, ...outcome });
        }
        print(results, json, results.map((result) => (result.outcome === 'refused' ? result.reason : `${result.repository}: ${result.outcome === 'already' ? 'linked already' : 'linked'}`)));
        if (results.some(({ outcome }) => outcome === 'refused')) process.exitCode = 1;
      }));
}
