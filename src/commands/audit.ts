import type { Command } from 'commander';
import { findProject } from '../store/projects.ts';
import { AUDIT_FORMATS, exportAudit } from '../sync/access/export-audit.ts';
import { CommandError, parseId, withWorkbench, type Workbench } from './command.ts';
import { writeText } from './write-text.ts';

interface Options {
  format: string;
  output?: string;
}

export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('the audit log: who did what, with before and after')
    .command('export')
    .argument('[project]', 'id of the project; everything of this instance without it')
    .description('write the audit log, the newest line first; that is audited, too')
    .option('--format <format>', AUDIT_FORMATS.join(' or '), 'json')
    .option('--output <file>', 'a file that does not exist yet; standard output unless given')
    .action(async (project: string | undefined, options: Options) => withWorkbench((bench) => write(bench, project, options)));
}

async function write({ db }: Workbench, project: string | undefined, { format, output }: Options): Promise<void> {
  const wanted = AUDIT_FORMATS.find((one) => one === format);
  if (wanted === undefined) throw new CommandError(`--format takes ${AUDIT_FORMATS.join(' or ')}, not "${format}".`);
  const projectId = project === undefined ? null : parseId(project, 'project');
  if (projectId !== null && !(await findProject(db, projectId))) throw new CommandError(`There is no project ${projectId}: \`lockstep project list\` shows them.`);
  await writeText(await exportAudit(db, { kind: 'operator' }, projectId, wanted), output);
}
