import type { FieldValue, Issue, Repository } from '../model.ts';
import { renderToldValue } from '../render/issue-field.ts';
import type { Actor } from '../state/actor.ts';
import { issueFieldsOf } from '../state/issue-fields.ts';
import type { GitHubState } from '../state/state.ts';
import { issueEvent } from './issue-event.ts';
import type { IssuePatch, Patched } from './update-issue.ts';

/** Sets and clears issue fields, one event for each: `field_added` tells of a changed value as well. */
export function patchFields(state: GitHubState, _actor: Actor, repository: Repository, issue: Issue, patch: IssuePatch): Patched | null {
  const patched: Patched = { changes: {}, events: [] };
  for (const field of issueFieldsOf(state, repository)) {
    const to = patch.fieldValues?.get(field.id);
    const from = issue.fieldValues.get(field.id);
    if (to === undefined || same(from ?? null, to)) continue;
    if (to === null) issue.fieldValues.delete(field.id);
    else issue.fieldValues.set(field.id, to);
    patched.changes[`field ${field.name}`] = { from: from ?? null, to };
    const issueField = { field, value: to ?? from ?? null };
    const changes = to !== null && from !== undefined ? { changes: { issue_field_value: { from: renderToldValue(field, from) } } } : {};
    patched.events.push(issueEvent(issue, to === null ? 'field_removed' : 'field_added', { issueField, ...changes }));
  }
  return patched.events.length === 0 ? null : patched;
}

function same(a: FieldValue | null, b: FieldValue | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
