import type { Command } from 'commander';
import { createEngine } from '../app.ts';
import { findProject, linksOfProject } from '../store/projects.ts';
import { parseReference, whyNot } from '../sync/why.ts';
import { CommandError, parseId, print, withWorkbench } from './command.ts';

export function registerWhy(program: Command): void {
  program
    .command('why')
    .argument('<project>', 'id of the project')
    .argument('<issue>', 'its URL, owner/name#12, or #12 where one repository is linked')
    .description('say why an issue is or is not synced')
    .option('--json', 'print JSON')
    .action(async (projectId: string, text: string, { json }: { json?: boolean }) =>
      withWorkbench(async (bench) => {
        const id = parseId(projectId, 'project');
        if (!(await findProject(bench.db, id))) throw new CommandError(`There is no project ${id}: \`lockstep project list\` shows them.`);
        const [only, ...more] = await linksOfProject(bench.db, id);
        const reference = parseReference(text, more.length === 0 ? only : undefined);
        if (!reference) throw new CommandError(`"${text}" names no issue: give its URL or owner/name#12.`);
        const answer = await whyNot(await createEngine(bench), id, reference);
        print(answer, json, [answer.sentence]);
      }));
}
