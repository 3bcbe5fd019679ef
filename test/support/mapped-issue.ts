/** One issue with its action, edited from both sides through the whole service. */
import { expect } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { parseSettings, type SettingsInput } from '../../src/core/settings.ts';
import { viewOfAction } from '../../src/store/action-views.ts';
import { findAction } from '../../src/store/actions.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { IssueView } from '../github/control/views.ts';
import type { Stack } from './stack.ts';
import { until } from './until.ts';

export type PersonEdit = Omit<Parameters<Stack['github']['control']['editIssue']>[0], 'by' | 'repository' | 'number'>;

export interface MappedIssue {
  number: number;
  actionId: number;
  /** Edits on GitHub and waits. @returns what the action then has */
  there(edit: PersonEdit): Promise<FieldValues>;
  /** Edits here, waits, and makes sure that the echo wrote nothing and nothing was lost (I6). @returns the issue */
  here(changes: FieldValues): Promise<IssueView>;
  /** Edits here and waits. */
  edit(changes: FieldValues): Promise<void>;
  issue(): IssueView;
  values(): Promise<FieldValues>;
  error(): Promise<string | null | undefined>;
}

/** Checks the settings and gives them to the project's integration. */
export async function useSettings(stack: Stack, projectId: number, settings: SettingsInput): Promise<void> {
  expect(parseSettings(settings)).toMatchObject({ ok: true });
  await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify(settings) });
}

export async function mapIssue(stack: Stack, repository: string, parts: { title: string; body?: string }): Promise<MappedIssue> {
  const { control } = stack.github;
  const { db } = stack.database;
  const created = control.createIssue({ by: 'walter', repository, ...parts });
  const { number } = created;
  const actionId: number = (await until('the action', async () => (await db('github_issue_mappings').where({ issue_id: created.id }))[0])).action_id;
  await stack.quiet();
  const issue = (): IssueView => control.issue({ repository, number });
  const values = async (): Promise<FieldValues> => (await findAction(db, actionId))?.values ?? {};
  const edit = async (changes: FieldValues): Promise<void> => {
    expect((await editAction(stack.engine, { actionId, changes, actor: 'walter' })).outcome).toBe('updated');
    await stack.quiet();
  };
  return {
    number, actionId, edit, issue, values,
    async there(change) {
      control.editIssue({ by: 'olivia', repository, number, ...change });
      await stack.quiet();
      return values();
    },
    async here(changes) {
      await edit(changes);
      const writes = control.history().length;
      expect(await values()).toMatchObject(changes);
      expect(await db('action_events').where({ action_id: actionId, kind: 'lost' })).toEqual([]);
      await stack.quiet();
      expect(control.history()).toHaveLength(writes);
      return issue();
    },
    error: async () => (await viewOfAction(db, actionId))?.github?.error,
  };
}
