import type { Command } from 'commander';
import { defaultSettings } from '../core/settings.ts';
import { writeAudit } from '../store/audit.ts';
import { createProject, linksOfProject, listProjects } from '../store/projects.ts';
import { CommandError, print, withWorkbench } from './command.ts';

export function registerProject(program: Command): void {
  const project = program.command('project').description('create and list projects');

  project
    .command('create')
    .argument('<name>')
    .description('create a project with the usual statuses')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: boolean }) =>
      withWorkbench(async ({ db }) => {
        if (name.trim() === '') throw new CommandError('A project needs a name.');
        const made = await db.transaction(async (trx) => {
          const created = await createProject(trx, name.trim(), defaultSettings().statuses);
          await writeAudit(trx, { actor: { kind: 'operator' }, event: 'project.created', projectId: created.id });
          return created;
        });
        print(made, json, [`Project ${made.id} "${made.name}" created.`]);
      }));

  project
    .command('list')
    .description('list projects and their repositories')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) =>
      withWorkbench(async ({ db }) => {
        const found = [];
        for (const { id, name } of await listProjects(db)) {
          const links = await linksOfProject(db, id);
          found.push({ id, name, repositories: links.map(({ owner, name: repository, backfill }) => ({ fullName: `${owner}/${repository}`, ...backfill })) });
        }
        const lines = found.flatMap(({ id, name, repositories }) => [
          `${id}  ${name}`,
          ...repositories.map(({ fullName, state, pulled, total }) => `     ${fullName}: ${state}, ${pulled} of ${total ?? '?'} issues pulled`),
        ]);
        print(found, json, lines.length === 0 ? ['No project yet: `lockstep project create <name>` makes one.'] : lines);
      }));
}
