import type { Command } from 'commander';
import type { FieldValues } from '../core/action.ts';
import { viewOfAction } from '../store/action-views.ts';
import { editAction } from '../sync/edit.ts';
import { CommandError, parseId, print, withWorkbench } from './command.ts';

interface EditOptions {
  title?: string;
  description?: string;
  status?: string;
  priority?: string;
  tags?: string;
  assignees?: string;
  as: string;
  json?: boolean;
}

const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '');

export function registerAction(program: Command): void {
  const action = program.command('action').description('show and edit actions');

  action
    .command('show')
    .argument('<id>')
    .description('print an action as JSON')
    .action(async (id: string) =>
      withWorkbench(async ({ db }) => {
        const view = await viewOfAction(db, parseId(id, 'action'));
        if (!view) throw new CommandError(`There is no action ${id}.`);
        print(view, true, []);
      }));

  action
    .command('edit')
    .argument('<id>')
    .description('change an action; a running service pushes it to its issue')
    .option('--title <text>')
    .option('--description <text>')
    .option('--status <key>')
    .option('--priority <key>', 'empty for none')
    .option('--tags <names>', 'all of them, separated by commas')
    .option('--assignees <logins>', 'all of them, separated by commas')
    .option('--as <login>', 'whose edit it is', 'operator')
    .option('--json', 'print JSON')
    .action(async (id: string, options: EditOptions) =>
      withWorkbench(async (bench) => {
        const changes = toChanges(options);
        if (Object.keys(changes).length === 0) throw new CommandError('Nothing to change: name at least one field, such as --status done.');
        const outcome = await editAction(bench, { actionId: parseId(id, 'action'), changes, actor: options.as });
        if (outcome.outcome === 'missing') throw new CommandError(`There is no action ${id}.`);
        if (outcome.outcome === 'refused') throw new CommandError(outcome.reason);
        print(outcome, options.json, [`Action ${id} is now version ${outcome.version}.`]);
      }));
}

function toChanges({ title, description, status, priority, tags, assignees }: EditOptions): FieldValues {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(status !== undefined && { status }),
    ...(priority !== undefined && { priority: priority === '' ? null : priority }),
    ...(tags !== undefined && { tags: list(tags) }),
    ...(assignees !== undefined && { assignees: list(assignees) }),
  };
}
