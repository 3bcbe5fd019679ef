import type { Command } from 'commander';
import { findUserByLogin } from '../store/users.ts';
import { exportPerson, exportProject } from '../sync/privacy/export.ts';
import { CommandError, parseId, withWorkbench, type Workbench } from './command.ts';
import { statusLine } from './progress.ts';
import { writeText } from './write-text.ts';

interface Options {
  person?: string;
  output?: string;
  json?: boolean;
}

export function registerExport(program: Command): void {
  program
    .command('export')
    .argument('[project]', 'id of the project')
    .description('write everything of a project, or of a person, as JSON; without tokens and secrets, and audited')
    .option('--person <login>', 'of this person instead')
    .option('--output <file>', 'a file that does not exist yet; standard output unless given')
    .option('--json', 'say what was written as JSON, with --output')
    .action(async (project: string | undefined, options: Options) => withWorkbench((bench) => write(bench, project, options)));
}

async function write({ db }: Workbench, project: string | undefined, { person, output, json }: Options): Promise<void> {
  if ((project === undefined) === (person === undefined)) throw new CommandError('Name either a project, by its id, or a person, with --person.');
  const counts: Record<string, number> = {};
  const line = statusLine(json);
  const onRows = (list: string, rows: number): void => {
    counts[list] = (counts[list] ?? 0) + rows;
    if (output !== undefined) line.say(`${list}: ${counts[list]} rows`);
  };
  const actor = { kind: 'operator' } as const;
  const text = project === undefined ? await ofPerson() : await exportProject(db, actor, parseId(project, 'project'), [], onRows);
  if (text === null) throw new CommandError(`There is no project ${project}: \`lockstep project list\` shows them.`);
  await writeText(text, output);
  if (output === undefined) return;
  line.end();
  process.stdout.write(json ? `${JSON.stringify({ output, rows: counts })}\n` : `${Object.values(counts).reduce((all, one) => all + one, 0)} rows are in ${output}.\n`);

  async function ofPerson(): Promise<AsyncGenerator<string>> {
    const user = await findUserByLogin(db, person ?? '');
    if (!user) throw new CommandError(`${person} never signed in here and is in no project.`);
    return exportPerson(db, actor, user, onRows);
  }
}
