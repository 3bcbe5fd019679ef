/** Edits of people on GitHub, one after the other, each told by one delivery. */
import type { GitHubStandIn } from '../github/start.ts';

const REPOSITORY = 'acme/widgets';
const PEOPLE = ['olivia', 'walter'] as const;
const LABELS = ['bug', 'P1', 'in progress', 'needs design'] as const;

/** Makes the n-th edit. The same n over the same issues is the same edit. */
export function edit({ control }: GitHubStandIn, n: number): void {
  const by = PEOPLE[n % PEOPLE.length] ?? 'olivia';
  const issues = control.issues({ repository: REPOSITORY });
  const issue = issues[(n * 7919) % issues.length];
  if (!issue || n % 5 === 0) {
    control.createIssue({ by, repository: REPOSITORY, title: `Issue ${n}`, body: `Made by edit ${n}.\r\n\r\n- [ ] task ✓` });
    return;
  }
  const at = { by, repository: REPOSITORY, number: issue.number };
  const label = LABELS[n % LABELS.length] ?? 'bug';
  const person = PEOPLE[n % 3 === 0 ? 0 : 1] ?? 'olivia';
  const kinds = [
    () => control.editIssue({ ...at, title: `Title ${n} 🚀` }),
    () => control.editIssue({ ...at, body: `Body ${n}\n` }),
    () => control.editIssue({ ...at, ...(issue.labels.includes(label) ? { removeLabels: [label] } : { addLabels: [label] }) }),
    () => control.editIssue({ ...at, ...(issue.assignees.includes(person) ? { removeAssignees: [person] } : { addAssignees: [person] }) }),
    () => control.editIssue({ ...at, ...(issue.state === 'open' ? { state: 'closed', stateReason: n % 2 === 0 ? 'completed' : 'not_planned' } : { state: 'open' }) }),
    () => control.editIssue({ ...at, milestone: issue.milestone === null ? 1 : null }),
    () => (n % 3 === 0 ? control.deleteIssue(at) : control.editIssue({ ...at, title: `Another title ${n}` })),
  ];
  kinds[n % kinds.length]?.();
}
