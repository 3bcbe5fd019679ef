import type { World } from './world.ts';

/** Has GitHub refuse to make this action's issue. @returns the action's id */
export async function refuseIssue({ own, repositories, stack: { database: { db } } }: World, id: string): Promise<string> {
  await db('issue_creations').insert({ action_id: id, project_id: own, integration_id: db('github_integrations').where({ project_id: own }).select('id').first(), repository_id: repositories.widgets, state: 'refused' });
  return id;
}
