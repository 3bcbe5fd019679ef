import type { Milestone, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addMilestone } from '../state/add.ts';
import { toIsoOrNull } from '../state/clock.ts';
import { invalid } from '../state/problem.ts';
import { record, type Changes, type EffectEvent } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';
import { refuseArchived } from './guard.ts';

export interface MilestonePatch {
  title?: string;
  description?: string | null;
  state?: Milestone['state'];
  /** Epoch milliseconds. */
  dueOn?: number | null;
}

function check(repository: Repository, title: string | undefined, self: Milestone | null): void {
  if (title === undefined) return;
  if (title.trim() === '') throw invalid({ resource: 'Milestone', field: 'title', code: 'missing_field' });
  const holder = repository.milestones.find((milestone) => milestone.title === title);
  if (holder !== undefined && holder !== self) throw invalid({ resource: 'Milestone', field: 'title', code: 'already_exists' });
}

export function createMilestone(state: GitHubState, actor: Actor, repository: Repository, wanted: MilestonePatch & { title: string }): Milestone {
  refuseArchived(repository);
  check(repository, wanted.title, null);
  const milestone = addMilestone(state, repository, { ...wanted, creatorId: actor.account.id });
  record(state, actor, {
    action: 'milestone.create',
    repository,
    issue: null,
    changes: { number: { from: null, to: milestone.number }, title: { from: null, to: milestone.title }, state: { from: null, to: milestone.state } },
    events: [{ event: 'milestone', action: 'created', milestone }],
  });
  return milestone;
}

export function updateMilestone(state: GitHubState, actor: Actor, repository: Repository, milestone: Milestone, patch: MilestonePatch): void {
  refuseArchived(repository);
  check(repository, patch.title, milestone);
  const changes: Changes = {};
  const events: EffectEvent[] = [];
  const edited: Record<string, { from: unknown }> = {};
  const edit = (field: 'title' | 'description' | 'dueOn', name: string, shown: unknown): void => {
    const to = patch[field];
    if (to === undefined || to === milestone[field]) return;
    changes[field] = { from: milestone[field], to };
    edited[name] = { from: shown };
    Object.assign(milestone, { [field]: to });
  };
  edit('title', 'title', milestone.title);
  edit('description', 'description', milestone.description ?? '');
  edit('dueOn', 'due_on', toIsoOrNull(milestone.dueOn));
  if (Object.keys(edited).length > 0) events.push({ event: 'milestone', action: 'edited', milestone, changes: edited });
  if (patch.state !== undefined && patch.state !== milestone.state) {
    changes['state'] = { from: milestone.state, to: patch.state };
    milestone.state = patch.state;
    milestone.closedAt = patch.state === 'closed' ? state.now() : null;
    events.push({ event: 'milestone', action: patch.state === 'closed' ? 'closed' : 'opened', milestone });
  }
  if (events.length === 0) return;
  milestone.updatedAt = state.now();
  changes['milestone'] = { from: milestone.number, to: milestone.number };
  record(state, actor, { action: 'milestone.update', repository, issue: null, changes, events });
}

/** Takes the milestone off every issue, without touching their `updated_at`. */
export function deleteMilestone(state: GitHubState, actor: Actor, repository: Repository, milestone: Milestone): void {
  refuseArchived(repository);
  repository.milestones.splice(repository.milestones.indexOf(milestone), 1);
  state.nodes.delete(milestone.nodeId);
  const numbers: number[] = [];
  for (const issue of repository.issues.values()) {
    if (issue.milestoneId !== milestone.id) continue;
    issue.milestoneId = null;
    numbers.push(issue.number);
  }
  record(state, actor, {
    action: 'milestone.delete',
    repository,
    issue: null,
    changes: { number: { from: milestone.number, to: null }, title: { from: milestone.title, to: null }, issues: { from: numbers, to: [] } },
    events: [{ event: 'milestone', action: 'deleted', milestone }],
  });
}
