/** A small GitHub: one organization, two repositories, a few issues, four people who edit. */
import type { SettingsInput } from '../../src/core/settings.ts';
import { addAccount, addInstallation, addIssue, addIssueType, addLabel, addMember, addMilestone, addRepository } from '../github/state/add.ts';
import { addApp, type NewApp } from '../github/state/add-app.ts';
import { addIssueField } from '../github/state/issue-fields.ts';
import type { GitHubState } from '../github/state/state.ts';

export const OWNER = 'acme';
export const REPOSITORIES = ['widgets', 'gadgets'] as const;
export const PEOPLE = ['olivia', 'walter', 'tara'] as const;
export const LABELS = ['red', 'green', 'blue', 'bug', 'P1', 'P2', 'in progress'] as const;
export const MILESTONES = ['v1.0', 'v2.0'] as const;

export const TYPES = ['Bug', 'Task'] as const;
export const SIZES = ['S', 'M', 'L'] as const;

/** Where the world has issue fields: each carries a field of the projects. */
export const FIELD_MAPPINGS: NonNullable<SettingsInput['mappings']> = {
  custom: [
    { key: 'note', name: 'Note', kind: 'text', target: { issueField: 'Note' } },
    { key: 'size', name: 'Size', kind: 'single_select', options: [...SIZES], target: { issueField: 'Size' } },
  ],
};

const BODY = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'].join('\n');

/** @param withFields the organization has issue types and issue fields */
export function seedWorld(state: GitHubState, app: Omit<NewApp, 'ownerId'>, withFields: boolean): void {
  const acme = addAccount(state, { login: OWNER, type: 'Organization', name: 'Acme' });
  addApp(state, { ...app, ownerId: acme.id });
  if (withFields) {
    for (const name of TYPES) addIssueType(state, acme, { name });
    addIssueField(state, acme, { name: 'Note', dataType: 'text' });
    addIssueField(state, acme, { name: 'Size', dataType: 'single_select', options: SIZES });
  }
  const people = PEOPLE.map((login) => addAccount(state, { login }));
  const [olivia, walter] = people as [(typeof people)[0], (typeof people)[0]];
  for (const person of people) addMember(state, acme, person, person === olivia ? 'admin' : 'member');
  addAccount(state, { login: 'rita' });
  for (const [index, name] of REPOSITORIES.entries()) {
    const repository = addRepository(state, { owner: acme, name, collaborators: new Map(people.map(({ id }) => [id, 'push'])) });
    const labels = LABELS.map((label) => addLabel(state, repository, { name: label }));
    const milestones = MILESTONES.map((title) => addMilestone(state, repository, { title, creatorId: olivia.id }));
    for (let number = 1; number <= 2 - index; number += 1) {
      addIssue(state, repository, {
        title: `issue ${index}.${number}`,
        body: number === 2 ? null : BODY,
        authorId: walter.id,
        labelIds: labels.slice(0, number).map(({ id }) => id),
        assigneeIds: number === 1 ? [walter.id] : [],
        milestoneId: number === 1 ? (milestones[0]?.id ?? null) : null,
      });
    }
  }
  addInstallation(state, acme);
}
