/** The fields of an action as options of a command. */
import type { Command } from 'commander';
import type { FieldValues } from '../core/action.ts';

export interface EditOptions {
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

export function fieldOptions(command: Command): Command {
  return command
    .option('--title <text>')
    .option('--description <text>')
    .option('--status <key>')
    .option('--priority <key>', 'empty for none')
    .option('--tags <names>', 'all of them, separated by commas')
    .option('--assignees <logins>', 'all of them, separated by commas')
    .option('--as <login>', 'whose edit it is', 'operator')
    .option('--json', 'print JSON');
}

export function toChanges({ title, description, status, priority, tags, assignees }: EditOptions): FieldValues {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(status !== undefined && { status }),
    ...(priority !== undefined && { priority: priority === '' ? null : priority }),
    ...(tags !== undefined && { tags: list(tags) }),
    ...(assignees !== undefined && { assignees: list(assignees) }),
  };
}
