import { addAccount, addInstallation, addIssue, addIssueType, addLabel, addMember, addMilestone, addRepository } from './state/add.ts';
import { addApp, type NewApp } from './state/add-app.ts';
import type { GitHubState } from './state/state.ts';

/**
 * The smallest world that tests need: organization `acme` with owner `olivia`, writer `walter`,
 * triager `tara`, reader `rita`; outsider `otto`; repository `acme/widgets` with three labels, a
 * milestone and two issues; the App installed on all of `acme`.
 */
export function seedMinimal(state: GitHubState, app: Omit<NewApp, 'ownerId'> = {}): void {
  const acme = addAccount(state, { login: 'acme', type: 'Organization', name: 'Acme' });
  addApp(state, { ...app, ownerId: acme.id });
  const olivia = addAccount(state, { login: 'olivia', name: 'Olivia Owner', email: 'olivia@acme.test' });
  const walter = addAccount(state, { login: 'walter', name: 'Walter Writer', email: 'walter@acme.test' });
  const tara = addAccount(state, { login: 'tara', name: 'Tara Triager' });
  const rita = addAccount(state, { login: 'rita', name: 'Rita Reader' });
  addAccount(state, { login: 'otto', name: 'Otto Outsider' });
  addMember(state, acme, olivia, 'admin');
  addMember(state, acme, walter);
  for (const type of [
    { name: 'Task', description: 'A specific piece of work', color: 'yellow' },
    { name: 'Bug', description: 'An unexpected problem or behavior', color: 'red' },
    { name: 'Feature', description: 'A request, idea, or new functionality', color: 'blue' },
  ]) addIssueType(state, acme, type);

  const widgets = addRepository(state, {
    owner: acme,
    name: 'widgets',
    description: 'Widgets for everybody',
    collaborators: new Map([[walter.id, 'push'], [tara.id, 'triage'], [rita.id, 'pull']]),
  });
  const bug = addLabel(state, widgets, { name: 'bug', color: 'd73a4a', description: "Something isn't working" });
  addLabel(state, widgets, { name: 'P1', color: 'b60205' });
  addLabel(state, widgets, { name: 'in progress', color: 'fbca04' });
  addMilestone(state, widgets, { title: 'v1.0', creatorId: olivia.id });
  addIssue(state, widgets, { title: 'Widget falls over', body: 'It does.', authorId: rita.id, labelIds: [bug.id] });
  addIssue(state, widgets, { title: 'Paint the widget', authorId: olivia.id, assigneeIds: [walter.id] });
  addInstallation(state, acme);
}
