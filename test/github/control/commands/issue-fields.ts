import { z } from 'zod';
import type { FieldValue, Repository } from '../../model.ts';
import { addIssueField, checkFieldValue, issueFieldsOf } from '../../state/issue-fields.ts';
import type { GitHubState } from '../../state/state.ts';
import { command } from '../command.ts';
import { accountNamed, given } from '../lookup.ts';

/** Values of issue fields by name; null clears. */
export const fieldsByName = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()), z.null()]));

export function resolveFields(state: GitHubState, repository: Repository, fields: z.output<typeof fieldsByName> | undefined): Map<number, FieldValue | null> | undefined {
  if (fields === undefined) return undefined;
  return new Map(Object.entries(fields).map(([name, value]) => {
    const field = issueFieldsOf(state, repository).find((one) => one.name === name);
    if (field === undefined) throw new Error(`no issue field ${name}`);
    return [field.id, value === null ? null : checkFieldValue(field, value)];
  }));
}

/** What owners of an organization set up. */
export const issueFieldCommands = {
  createIssueField: command(
    z.object({ organization: z.string(), name: z.string(), dataType: z.enum(['text', 'number', 'date', 'single_select', 'multi_select']), options: z.array(z.string()).optional() }),
    ({ state }, { organization, ...field }) => ({ id: addIssueField(state, accountNamed(state, organization), { ...field, ...given({ options: field.options }) }).id }),
  ),
};
