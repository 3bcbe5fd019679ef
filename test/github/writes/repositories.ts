import type { Account, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addRepository } from '../state/add.ts';
import { findRepository, fullNameOf, installationFor, installationOn, ownerOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import { record, type EffectEvent } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';

export function createRepository(state: GitHubState, actor: Actor, owner: Account, wanted: { name: string; private?: boolean; description?: string | null }): Repository {
  if (findRepository(state, owner.login, wanted.name) !== undefined) throw new GitHubProblem(422, 'Repository creation failed.');
  const repository = addRepository(state, { owner, ...wanted });
  record(state, actor, {
    action: 'repository.create',
    repository,
    issue: null,
    changes: { name: { from: null, to: fullNameOf(state, repository) } },
    events: [{ event: 'repository', action: 'created' }],
  });
  return repository;
}

/** Moves the name; the old one redirects until another repository takes it. */
function rename(state: GitHubState, repository: Repository, change: () => void): { from: string; to: string } {
  const from = fullNameOf(state, repository);
  change();
  const to = fullNameOf(state, repository);
  state.fullNames.delete(from.toLowerCase());
  state.fullNames.set(to.toLowerCase(), repository.id);
  state.formerNames.set(from.toLowerCase(), repository.id);
  state.formerNames.delete(to.toLowerCase());
  repository.updatedAt = state.now();
  return { from, to };
}

export function renameRepository(state: GitHubState, actor: Actor, repository: Repository, name: string): void {
  const holder = findRepository(state, ownerOf(state, repository).login, name);
  if (holder === repository && repository.name === name) return;
  if (holder !== undefined && holder !== repository) throw new GitHubProblem(422, 'name already exists on this account');
  const before = repository.name;
  const names = rename(state, repository, () => {
    repository.name = name;
  });
  record(state, actor, {
    action: 'repository.rename',
    repository,
    issue: null,
    changes: { name: names },
    events: [{ event: 'repository', action: 'renamed', changes: { repository: { name: { from: before } } } }],
  });
}

/** Gives the repository to another owner; the old owner's installation loses it. */
export function transferRepository(state: GitHubState, actor: Actor, repository: Repository, owner: Account): void {
  if (owner.id === repository.ownerId) return;
  const before = ownerOf(state, repository);
  const former = installationFor(state, repository);
  const names = rename(state, repository, () => {
    repository.ownerId = owner.id;
  });
  const events: EffectEvent[] = [{ event: 'repository', action: 'transferred', changes: { owner: { from: before } } }];
  if (former !== undefined) {
    if (former.repositoryIds !== 'all') former.repositoryIds.delete(repository.id);
    events.push({ event: 'installation_repositories', action: 'removed', installation: former, repository: null, repositories: [repository] });
  }
  record(state, actor, { action: 'repository.transfer', repository, issue: null, changes: { owner: { from: before.login, to: owner.login }, name: names }, events });
}

export function setArchived(state: GitHubState, actor: Actor, repository: Repository, archived: boolean): void {
  if (repository.archived === archived) return;
  repository.archived = archived;
  repository.updatedAt = state.now();
  record(state, actor, {
    action: archived ? 'repository.archive' : 'repository.unarchive',
    repository,
    issue: null,
    changes: { archived: { from: !archived, to: archived } },
    events: [{ event: 'repository', action: archived ? 'archived' : 'unarchived' }],
  });
}

export function setPrivate(state: GitHubState, actor: Actor, repository: Repository, isPrivate: boolean): void {
  if (repository.private === isPrivate) return;
  repository.private = isPrivate;
  repository.updatedAt = state.now();
  record(state, actor, {
    action: isPrivate ? 'repository.privatize' : 'repository.publicize',
    repository,
    issue: null,
    changes: { private: { from: !isPrivate, to: isPrivate } },
    events: [{ event: 'repository', action: isPrivate ? 'privatized' : 'publicized' }],
  });
}

/** Switches the repository's issues on or off; GitHub sends `repository.edited` without them in `changes`. */
export function setHasIssues(state: GitHubState, actor: Actor, repository: Repository, hasIssues: boolean): void {
  if (repository.hasIssues === hasIssues) return;
  repository.hasIssues = hasIssues;
  repository.updatedAt = state.now();
  record(state, actor, {
    action: 'repository.update',
    repository,
    issue: null,
    changes: { hasIssues: { from: !hasIssues, to: hasIssues } },
    events: [{ event: 'repository', action: 'edited', changes: {} }],
  });
}

export function deleteRepository(state: GitHubState, actor: Actor, repository: Repository): void {
  const installation = installationFor(state, repository);
  const name = fullNameOf(state, repository);
  state.repositories.delete(repository.id);
  state.fullNames.delete(name.toLowerCase());
  for (const [former, id] of state.formerNames) if (id === repository.id) state.formerNames.delete(former);
  forgetNodes(state, repository);
  record(state, actor, {
    action: 'repository.delete',
    repository,
    issue: null,
    changes: { name: { from: name, to: null } },
    events: [{ event: 'repository', action: 'deleted', ...(installation === undefined ? {} : { installation }) }],
  });
  const owners = installationOn(state, repository.ownerId);
  if (owners !== undefined && owners.repositoryIds !== 'all') owners.repositoryIds.delete(repository.id);
}

function forgetNodes(state: GitHubState, repository: Repository): void {
  state.nodes.delete(repository.nodeId);
  for (const label of repository.labels) state.nodes.delete(label.nodeId);
  for (const milestone of repository.milestones) state.nodes.delete(milestone.nodeId);
  for (const issue of repository.issues.values()) {
    state.nodes.delete(issue.nodeId);
    for (const comment of issue.comments) state.nodes.delete(comment.nodeId);
  }
}
