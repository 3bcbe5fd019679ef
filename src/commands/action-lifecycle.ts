/** `lockstep action create`, `delete`, `undelete`, `issue`. */
import type { Command } from 'commander';
import { findRepositoryByName } from '../store/installations.ts';
import type { CreateActionOutcome } from '../sync/create-action.ts';
import { createAction, createIssueForAction } from '../sync/create-action.ts';
import { deleteAction, undeleteAction } from '../sync/delete-action.ts';
import type { EditOutcome } from '../sync/edit.ts';
import type { EditOptions } from './action-fields.ts';
import { fieldOptions, toChanges } from './action-fields.ts';
import type { Workbench } from './command.ts';
import { CommandError, noteActionCommand, parseId, print, withWorkbench } from './command.ts';

interface CreateOptions extends EditOptions {
  repository?: string;
  /** False for `--no-issue`. */
  issue: boolean;
}

interface AsOptions {
  as: string;
  json?: boolean;
}

export function registerActionLifecycle(action: Command): void {
  fieldOptions(action.command('create').argument('<project>', 'id of the project').description('make an action; a running service makes its issue'))
    .option('--repository <owner/name>', 'where its issue is made, instead of where the lead chose')
    .option('--no-issue', 'make no issue')
    .action(async (projectId: string, options: CreateOptions) =>
      withWorkbench(async (bench) => {
        const values = toChanges(options);
        if (values.title === undefined) throw new CommandError('An action needs a title: --title "…".');
        const repositoryId = options.repository === undefined ? (options.issue ? undefined : null) : await repositoryNamed(bench, options.repository);
        const made = await createAction(bench, { projectId: parseId(projectId, 'project'), values, actor: options.as, ...(repositoryId !== undefined && { repositoryId }) });
        await tell(bench, 'action create', made, `There is no project ${projectId}: \`lockstep project list\` shows them.`, options.json);
      }));

  action
    .command('issue')
    .argument('<id>')
    .description('make an issue for an action that has none; a running service does it')
    .option('--repository <owner/name>', 'where, instead of where the lead chose')
    .option('--as <login>', 'who asks for it', 'operator')
    .option('--json', 'print JSON')
    .action(async (id: string, { repository, as, json }: AsOptions & { repository?: string }) =>
      withWorkbench(async (bench) => {
        const repositoryId = repository === undefined ? undefined : await repositoryNamed(bench, repository);
        await tell(bench, 'action issue', await createIssueForAction(bench, parseId(id, 'action'), as, repositoryId), `There is no action ${id}.`, json);
      }));

  action
    .command('delete')
    .argument('<id>')
    .description('delete an action; its issue is left, closed or kept in step, as the integration says')
    .option('--as <login>', 'who deletes it', 'operator')
    .option('--json', 'print JSON')
    .action(async (id: string, { as, json }: AsOptions) =>
      withWorkbench(async (bench) => tellEdit(bench, 'action delete', await deleteAction(bench, { actionId: parseId(id, 'action'), actor: as }), id, json, `Action ${id} is deleted; \`lockstep action undelete ${id}\` brings it back.`)));

  action
    .command('undelete')
    .argument('<id>')
    .description('bring a deleted action back, in step with its issue where that still is')
    .option('--as <login>', 'who brings it back', 'operator')
    .option('--json', 'print JSON')
    .action(async (id: string, { as, json }: AsOptions) =>
      withWorkbench(async (bench) => tellEdit(bench, 'action undelete', await undeleteAction(bench, parseId(id, 'action'), as), id, json, `Action ${id} is back.`)));
}

async function repositoryNamed({ db }: Workbench, fullName: string): Promise<number> {
  const [owner, name, ...more] = fullName.split('/');
  if (!owner || !name || more.length > 0) throw new CommandError(`"${fullName}" is no repository: write owner/name.`);
  const repository = await findRepositoryByName(db, owner, name);
  if (!repository) throw new CommandError(`Lockstep knows no repository ${fullName}: \`lockstep project list\` shows those that are linked.`);
  return repository.id;
}

async function tell(bench: Workbench, command: string, outcome: CreateActionOutcome, missing: string, json: boolean | undefined): Promise<void> {
  if (outcome.outcome === 'missing') throw new CommandError(missing);
  if (outcome.outcome === 'refused') throw new CommandError(outcome.reason);
  const { actionId, repositoryId } = outcome;
  await noteActionCommand(bench, command, actionId);
  print(outcome, json, [`Action ${actionId} ${repositoryId === null ? 'is made, without an issue.' : 'gets an issue: a running service makes it.'}`]);
}

async function tellEdit(bench: Workbench, command: string, outcome: EditOutcome, id: string, json: boolean | undefined, line: string): Promise<void> {
  if (outcome.outcome === 'missing') throw new CommandError(`There is no such action ${id}.`);
  if (outcome.outcome === 'refused') throw new CommandError(outcome.reason);
  await noteActionCommand(bench, command, Number(id));
  print(outcome, json, [line]);
}
