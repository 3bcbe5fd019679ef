import type { Command } from 'commander';
import { viewOfAction } from '../store/action-views.ts';
import { editAction } from '../sync/edit.ts';
import type { EditOptions } from './action-fields.ts';
import { fieldOptions, toChanges } from './action-fields.ts';
import { registerActionLifecycle } from './action-lifecycle.ts';
import { CommandError, noteActionCommand, parseId, print, withWorkbench } from './command.ts';

export function registerAction(program: Command): void {
  const action = program.command('action').description('show, make, edit and delete actions');

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

  fieldOptions(action.command('edit').argument('<id>').description('change an action; a running service pushes it to its issue'))
    .action(async (id: string, options: EditOptions) =>
      withWorkbench(async (bench) => {
        const changes = toChanges(options);
        if (Object.keys(changes).length === 0) throw new CommandError('Nothing to change: name at least one field, such as --status done.');
        const outcome = await editAction(bench, { actionId: parseId(id, 'action'), changes, actor: options.as });
        if (outcome.outcome === 'missing') throw new CommandError(`There is no action ${id}.`);
        if (outcome.outcome === 'refused') throw new CommandError(outcome.reason);
        await noteActionCommand(bench, 'action edit', Number(id));
        print(outcome, options.json, [`Action ${id} is now version ${outcome.version}.`]);
      }));

  registerActionLifecycle(action);
}
