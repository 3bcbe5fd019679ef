import type { Label, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addLabel } from '../state/add.ts';
import { findLabel } from '../state/find.ts';
import { invalid } from '../state/problem.ts';
import { record, type Changes } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';
import { refuseArchived } from './guard.ts';

export interface LabelPatch {
  name?: string;
  color?: string;
  description?: string | null;
}

function check(repository: Repository, patch: LabelPatch, self: Label | null): void {
  if (patch.name !== undefined) {
    if (patch.name.trim() === '') throw invalid({ resource: 'Label', field: 'name', code: 'missing_field' });
    const holder = findLabel(repository, patch.name);
    if (holder !== undefined && holder !== self) throw invalid({ resource: 'Label', field: 'name', code: 'already_exists' });
  }
  if (patch.color !== undefined && !/^[0-9a-f]{6}$/iu.test(patch.color)) {
    throw invalid({ resource: 'Label', field: 'color', code: 'invalid' });
  }
  if ((patch.description?.length ?? 0) > 100) {
    throw invalid({ resource: 'Label', field: 'description', code: 'custom', message: 'description is too long (maximum is 100 characters)' });
  }
}

export function createLabel(state: GitHubState, actor: Actor, repository: Repository, wanted: LabelPatch & { name: string }): Label {
  refuseArchived(repository);
  check(repository, wanted, null);
  const label = addLabel(state, repository, wanted);
  record(state, actor, {
    action: 'label.create',
    repository,
    issue: null,
    changes: { name: { from: null, to: label.name }, color: { from: null, to: label.color }, description: { from: null, to: label.description } },
    events: [{ event: 'label', action: 'created', label }],
  });
  return label;
}

/** Renames and recolours. Issues keep the label, and their `updated_at`. */
export function updateLabel(state: GitHubState, actor: Actor, repository: Repository, label: Label, patch: LabelPatch): void {
  refuseArchived(repository);
  check(repository, patch, label);
  const changes: Changes = {};
  const told: Record<string, { from: unknown }> = {};
  for (const field of ['name', 'color', 'description'] as const) {
    const to = patch[field];
    if (to === undefined || to === label[field]) continue;
    changes[field] = { from: label[field], to };
    told[field] = { from: label[field] ?? '' };
    Object.assign(label, { [field]: to });
  }
  if (Object.keys(changes).length === 0) return;
  record(state, actor, {
    action: 'label.update',
    repository,
    issue: null,
    changes: { label: { from: changes['name']?.from ?? label.name, to: label.name }, ...changes },
    events: [{ event: 'label', action: 'edited', label, changes: told }],
  });
}

/**
 * Takes the label off every issue. GitHub announces `label.deleted` only, and no issue's
 * `updated_at` moves, so whoever syncs must follow the label event.
 */
export function deleteLabel(state: GitHubState, actor: Actor, repository: Repository, label: Label): void {
  refuseArchived(repository);
  repository.labels.splice(repository.labels.indexOf(label), 1);
  state.nodes.delete(label.nodeId);
  const numbers: number[] = [];
  for (const issue of repository.issues.values()) {
    const at = issue.labelIds.indexOf(label.id);
    if (at === -1) continue;
    issue.labelIds.splice(at, 1);
    numbers.push(issue.number);
  }
  record(state, actor, {
    action: 'label.delete',
    repository,
    issue: null,
    changes: { name: { from: label.name, to: null }, issues: { from: numbers, to: [] } },
    events: [{ event: 'label', action: 'deleted', label }],
  });
}
