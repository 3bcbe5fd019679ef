/** Builds in the stand-in what a published example of a webhook speaks of, under GitHub's own ids. */
import { z } from 'zod';
import type { GitHubStandIn } from '../github/start.ts';
import type { Account, Installation, Issue, Repository } from '../github/model.ts';
import { addAccount, addInstallation, addIssue, addLabel, addMilestone, addRepository } from '../github/state/add.ts';
import { countIn, countOut } from '../github/state/counts.ts';
import type { GitHubState } from '../github/state/state.ts';

const account = z.object({ id: z.int(), login: z.string(), type: z.enum(['User', 'Organization', 'Bot']).catch('User') });

export const repositoryFacts = z.object({
  id: z.int(),
  node_id: z.string(),
  name: z.string(),
  full_name: z.string(),
  private: z.boolean(),
  archived: z.boolean().default(false),
  has_issues: z.boolean().default(true),
  owner: account.optional(),
});

export const issueFacts = z.object({
  id: z.int(),
  node_id: z.string(),
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']).default('open'),
  labels: z.array(z.object({ name: z.string() })).default([]),
  assignees: z.array(account).default([]),
  milestone: z.object({ number: z.int(), title: z.string() }).nullish(),
  locked: z.boolean().default(false),
  user: account,
  updated_at: z.string(),
});

export type RepositoryFacts = z.output<typeof repositoryFacts>;
export type IssueFacts = z.output<typeof issueFacts>;

/** What the examples have in common, as far as a world is built of it. */
export const payloadFacts = z.looseObject({
  action: z.string().optional(),
  sender: account.optional(),
  installation: z.looseObject({
    id: z.int(),
    account: account.optional(),
    permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).catch({}).optional(),
  }).optional(),
  repository: repositoryFacts.optional(),
  repositories: z.array(repositoryFacts).optional(),
  repositories_added: z.array(repositoryFacts).optional(),
  repositories_removed: z.array(repositoryFacts).optional(),
  issue: issueFacts.optional(),
  label: z.object({ name: z.string() }).optional(),
  milestone: z.object({ title: z.string() }).nullish(),
  pull_request: z.object({ number: z.int(), node_id: z.string() }).optional(),
  projects_v2_item: z.object({ content_node_id: z.string(), content_type: z.string() }).optional(),
});

export type Payload = z.output<typeof payloadFacts>;

/** Forgets every installation and repository; tokens hold, for an installation that is put back under its id. */
export function emptyWorld({ state }: GitHubStandIn): void {
  for (const map of [state.installations, state.repositories, state.fullNames, state.formerNames]) map.clear();
}

export function putAccount(state: GitHubState, { id, login, type }: z.output<typeof account>): Account {
  const known = state.accounts.get(id);
  const made = known ?? addAccount(state, { login, type });
  if (!known) {
    state.accounts.delete(made.id);
    state.emails.delete(made.id);
    state.emails.set(id, []);
    if (type === 'Organization') state.members.set(id, new Map());
    made.id = id;
    state.accounts.set(id, made);
    state.nodes.set(made.nodeId, { kind: 'Account', id });
  }
  made.login = login;
  state.logins.set(login.toLowerCase(), id);
  return made;
}

export function putInstallation(state: GitHubState, id: number, owner: Account, repositoryIds: Installation['repositoryIds'] = 'all'): Installation {
  const made = addInstallation(state, owner, repositoryIds);
  state.installations.delete(made.id);
  made.id = id;
  state.installations.set(id, made);
  return made;
}

export function putRepository(state: GitHubState, facts: RepositoryFacts, owner: Account): Repository {
  const made = addRepository(state, { owner, name: facts.name, private: facts.private, archived: facts.archived, hasIssues: facts.has_issues });
  state.repositories.delete(made.id);
  made.id = facts.id;
  made.nodeId = facts.node_id;
  state.repositories.set(made.id, made);
  state.fullNames.set(`${owner.login}/${made.name}`.toLowerCase(), made.id);
  state.nodes.set(made.nodeId, { kind: 'Repository', id: made.id });
  return made;
}

/** Puts an issue as an example shows it, in place of the one with its number. */
export function putIssue(state: GitHubState, repository: Repository, facts: IssueFacts): Issue {
  const before = repository.issues.get(facts.number);
  if (before) countOut(repository, before);
  repository.issues.delete(facts.number);
  const updatedAt = Date.parse(facts.updated_at);
  repository.nextNumber = facts.number;
  const made = addIssue(state, repository, {
    title: facts.title, body: facts.body, state: facts.state, stateReason: facts.state === 'closed' ? 'completed' : null, locked: facts.locked,
    authorId: putAccount(state, facts.user).id,
    labelIds: facts.labels.map(({ name }) => (repository.labels.find((label) => label.name === name) ?? addLabel(state, repository, { name })).id),
    assigneeIds: facts.assignees.map((person) => assignable(state, repository, putAccount(state, person)).id),
    milestoneId: facts.milestone ? (repository.milestones.find(({ title }) => title === facts.milestone?.title) ?? addMilestone(state, repository, { title: facts.milestone.title, creatorId: repository.ownerId })).id : null,
    createdAt: updatedAt - 3_600_000, updatedAt, closedAt: facts.state === 'closed' ? updatedAt : null,
  });
  made.id = facts.id;
  made.nodeId = facts.node_id;
  state.nodes.set(made.nodeId, { kind: 'Issue', repositoryId: repository.id, number: made.number });
  return made;
}

function assignable(state: GitHubState, repository: Repository, person: Account): Account {
  repository.collaborators.set(person.id, 'push');
  return person;
}

export function removeIssue(repository: Repository, number: number): void {
  const issue = repository.issues.get(number);
  if (!issue) return;
  countOut(repository, issue);
  repository.issues.delete(number);
  repository.gone.set(number, { kind: 'deleted' });
}

/** A pull request whose text closes an issue, or none. */
export function putPullRequest(state: GitHubState, repository: Repository, number: number, nodeId: string, body: string): void {
  const before = repository.issues.get(number);
  if (before) {
    countOut(repository, before);
    before.body = body;
    countIn(repository, before);
    return;
  }
  repository.nextNumber = number;
  const made = addIssue(state, repository, {
    title: 'A pull request', body, authorId: repository.ownerId, pullRequest: { draft: false, merged: false, headRef: 'topic', baseRef: 'main', reviewerIds: [], reviews: [] },
  });
  made.nodeId = nodeId;
  state.nodes.set(nodeId, { kind: 'Issue', repositoryId: repository.id, number });
}
