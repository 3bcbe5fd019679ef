/** For each family of events: GitHub before and after an example, and the state here that the example must change. */
import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import { createSession } from '../../src/store/sessions.ts';
import { upsertUser } from '../../src/store/users.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Account, Repository } from '../github/model.ts';
import type { Stack } from '../support/stack.ts';
import {
  putAccount, putInstallation, putIssue, putPullRequest, putRepository, removeIssue, type IssueFacts, type Payload, type RepositoryFacts,
} from './example-world.ts';

export interface Scene {
  /** GitHub before the event. */
  before: () => void;
  /** The repository that is linked to a project, and pulled, before the event. */
  linked?: RepositoryFacts;
  /** What stands here before the event beside what was pulled. */
  here?: (projectId: number) => Promise<void>;
  /** GitHub once the event has happened. */
  after: () => void;
  /** Fails where the state that the event is about is not what it says. */
  check: () => Promise<void>;
}

/** Where an example tells no installation: the one its repository is in. */
const INSTALLATION = 957_387;
const MINUTE_MS = 60_000;

const SENDER = { id: 21_031_067, login: 'Codertocat', type: 'User' as const };

interface Place {
  owner: Account;
  installationId: number;
}

function placeOf({ github }: Stack, { installation, repository, sender }: Payload): Place {
  const owner = installation?.account ?? repository?.owner ?? sender ?? SENDER;
  return { owner: putAccount(github.state, owner), installationId: installation?.id ?? INSTALLATION };
}

const table = ({ database }: Stack, name: string, where: object) => database.db(name).where(where) as unknown as Promise<Record<string, unknown>[]>;

async function row(stack: Stack, name: string, where: object): Promise<Record<string, unknown>> {
  const found = await table(stack, name, where);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

async function actionOf(stack: Stack, issueId: number): Promise<Record<string, unknown>> {
  const mapping = await row(stack, 'github_issue_mappings', { issue_id: issueId });
  return row(stack, 'actions', { id: mapping['action_id'] });
}

function issues(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, payload);
  const facts = payload.issue as IssueFacts;
  const linked = payload.repository as RepositoryFacts;
  const { action } = payload;
  const gone = action === 'deleted' || action === 'transferred';
  const old = new Date(Date.parse(facts.updated_at) - MINUTE_MS).toISOString();
  const earlier: IssueFacts = { ...facts, title: 'Before', body: 'Before.', state: facts.state === 'open' ? 'closed' : 'open', labels: [{ name: 'before' }], assignees: [], milestone: null, locked: !facts.locked, updated_at: old };
  let repository: Repository;
  return {
    linked,
    before() {
      putInstallation(state, installationId, owner);
      repository = putRepository(state, linked, owner);
      if (action !== 'opened') putIssue(state, repository, gone ? facts : earlier);
    },
    after() {
      if (gone) removeIssue(repository, facts.number);
      else putIssue(state, repository, facts);
    },
    async check() {
      const mapping = await row(stack, 'github_issue_mappings', { issue_id: facts.id });
      if (gone) {
        expect(mapping).toMatchObject({ state: 'detached', error: expect.stringContaining(action) });
        expect(await row(stack, 'issue_tombstones', { issue_id: facts.id })).toMatchObject({ reason: action });
        return;
      }
      expect(mapping).toMatchObject({ state: 'live', issue_state: facts.state, issue_locked: facts.locked, issue_number: facts.number, error: null });
      expect(await actionOf(stack, facts.id)).toMatchObject({
        title: facts.title, description: facts.body ?? '', status: facts.state === 'open' ? 'open' : 'done', milestone: facts.milestone?.title ?? null,
        assignees: facts.assignees.map(({ login }) => login), category: facts.labels.some(({ name }) => name === 'bug') ? 'bug' : null,
      });
    },
  };
}

function installation(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, payload);
  const { action } = payload;
  const repositories = payload.repositories ?? [];
  const permissions = payload.installation?.permissions ?? {};
  const install = (changes: { suspendedAt?: number | null; permissions?: typeof permissions }): void => {
    state.installations.clear();
    Object.assign(putInstallation(state, installationId, owner), { permissions, ...changes });
  };
  return {
    before() {
      if (action === 'created') return;
      install({ ...(action === 'unsuspend' && { suspendedAt: state.now() }), ...(action === 'new_permissions_accepted' && { permissions: { metadata: 'read' } }) });
      for (const facts of repositories) putRepository(state, facts, owner);
    },
    after() {
      if (action === 'deleted') return state.installations.clear();
      install(action === 'suspend' ? { suspendedAt: state.now() } : {});
      if (action === 'created') for (const facts of repositories) putRepository(state, facts, owner);
    },
    async check() {
      const states: Record<string, string> = { deleted: 'deleted', suspend: 'suspended' };
      expect(await row(stack, 'installations', { id: installationId })).toMatchObject({ state: states[action ?? ''] ?? 'active', account_login: owner.login, permissions });
      for (const { id } of repositories) expect(await row(stack, 'repositories', { id })).toMatchObject({ installation_id: installationId, state: action === 'deleted' ? 'removed' : 'accessible' });
    },
  };
}

function installationRepositories(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, payload);
  const { repositories_added: added = [], repositories_removed: removed = [] } = payload;
  const covers = (facts: readonly RepositoryFacts[]): void => {
    state.installations.clear();
    putInstallation(state, installationId, owner, new Set(facts.map(({ id }) => id)));
  };
  return {
    before() {
      for (const facts of [...added, ...removed]) putRepository(state, facts, owner);
      covers(removed);
    },
    after: () => covers(added),
    async check() {
      for (const { id, name } of added) expect(await row(stack, 'repositories', { id })).toMatchObject({ name, state: 'accessible', installation_id: installationId });
      for (const { id } of removed) expect(await row(stack, 'repositories', { id })).toMatchObject({ state: 'removed' });
    },
  };
}

function repository(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, { ...payload, installation: undefined });
  const facts = payload.repository as RepositoryFacts;
  const deleted = payload.action === 'deleted';
  const earlier = deleted ? facts : { ...facts, name: `before-${facts.name}`, private: !facts.private, has_issues: !facts.has_issues };
  return {
    before() {
      putInstallation(state, payload.installation?.id ?? installationId, owner);
      if (payload.action !== 'created') putRepository(state, earlier, owner);
    },
    after() {
      state.repositories.clear();
      state.fullNames.clear();
      if (!deleted) putRepository(state, facts, owner);
    },
    async check() {
      const known = await row(stack, 'repositories', { id: facts.id });
      if (deleted) expect(known).toMatchObject({ state: 'deleted' });
      else expect(known).toMatchObject({ state: 'accessible', owner: owner.login, name: facts.name, private: facts.private, has_issues: facts.has_issues });
    },
  };
}

/** An issue for examples that name none. */
function someIssue(payload: Payload, changes: Partial<IssueFacts> = {}): IssueFacts {
  return {
    id: 4_440_000_007, node_id: 'I_of_an_example', number: 7, title: 'Any issue', body: '', state: 'open', labels: [], assignees: [], milestone: null, locked: false,
    user: payload.sender ?? SENDER, updated_at: '2019-05-15T15:00:00Z', ...changes,
  };
}

/** `label.*` and `milestone.*`. What was made is what an action waits for; what was deleted is what an action has. */
function names(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, payload);
  const linked = payload.repository as RepositoryFacts;
  const label = payload.label?.name;
  const title = payload.milestone?.title;
  const carried = label === undefined ? { milestone: { number: 1, title: title ?? '' } } : { labels: [{ name: label }] };
  const made = payload.action === 'created';
  const facts = someIssue(payload, made ? {} : carried);
  let place: Repository;
  const valueOf = (action: Record<string, unknown>): unknown => (label === undefined ? action['milestone'] : action['tags']);
  return {
    linked,
    before() {
      putInstallation(state, installationId, owner);
      place = putRepository(state, linked, owner);
      putIssue(state, place, facts);
    },
    async here(projectId) {
      if (!made) return;
      await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify({ createLabels: false }) });
      const action = await actionOf(stack, facts.id);
      await editAction(stack.engine, { actionId: Number(action['id']), changes: label === undefined ? { milestone: title ?? '' } : { tags: [label] }, actor: 'somebody' });
      await stack.quiet();
      expect((await row(stack, 'github_issue_mappings', { issue_id: facts.id }))['error']).toContain(`"${label ?? title}"`);
    },
    after() {
      if (!made) {
        place.labels = [];
        place.milestones = [];
        Object.assign(place.issues.get(facts.number) ?? {}, { labelIds: [], milestoneId: null });
      } else if (label === undefined) stack.github.control.createMilestone({ by: owner.login, repository: `${owner.login}/${place.name}`, title: title ?? '' });
      else stack.github.control.createLabel({ by: owner.login, repository: `${owner.login}/${place.name}`, name: label });
    },
    async check() {
      const value = label === undefined ? title : [label];
      expect(valueOf(await actionOf(stack, facts.id))).toEqual(made ? value : label === undefined ? null : []);
      if (!made) return;
      const issue = stack.github.control.issue({ repository: `${owner.login}/${place.name}`, number: facts.number });
      expect(label === undefined ? issue.milestoneTitle : issue.labels).toEqual(value);
      expect(await row(stack, 'github_issue_mappings', { issue_id: facts.id })).toMatchObject({ error: null, pending: false });
    },
  };
}

async function useStatusFrom(stack: Stack, projectId: number, source: object): Promise<void> {
  await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify({ mappings: { status: { sources: [source] } } }) });
}

/** `pull_request.*`, `pull_request_review.*`: the pull request closes an issue from now on. */
function pullRequest(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, payload);
  const linked = payload.repository as RepositoryFacts;
  const pull = payload.pull_request as NonNullable<Payload['pull_request']>;
  const facts = someIssue(payload, { number: pull.number + 1000 });
  let place: Repository;
  return {
    linked,
    before() {
      putInstallation(state, installationId, owner);
      place = putRepository(state, linked, owner);
      putIssue(state, place, facts);
      putPullRequest(state, place, pull.number, pull.node_id, 'Says nothing.');
    },
    here: (projectId) => useStatusFrom(stack, projectId, { from: 'pullRequests', rows: [{ on: 'open', status: 'in_progress' }] }),
    after: () => putPullRequest(state, place, pull.number, pull.node_id, `Fixes #${facts.number}.`),
    async check() {
      expect(await row(stack, 'noted_pull_requests', { pull_node_id: pull.node_id })).toMatchObject({ repository_id: linked.id, issue_number: facts.number, source: 'keyword' });
      expect(await actionOf(stack, facts.id)).toMatchObject({ status: 'in_progress' });
    },
  };
}

/** `projects_v2_item.*`: the issue of the item is read again; its new title stands for whatever changed about it. */
function projectItem(stack: Stack, payload: Payload): Scene {
  const { state } = stack.github;
  const { owner, installationId } = placeOf(stack, payload);
  const linked: RepositoryFacts = { id: 140_000_001, node_id: 'R_of_an_example', name: 'planned', full_name: `${owner.login}/planned`, private: false, archived: false, has_issues: true };
  const facts = someIssue(payload, { node_id: payload.projects_v2_item?.content_node_id ?? '' });
  let place: Repository;
  return {
    linked,
    before() {
      putInstallation(state, installationId, owner);
      place = putRepository(state, linked, owner);
      putIssue(state, place, facts);
    },
    here: (projectId) => useStatusFrom(stack, projectId, { from: 'projectField', project: 1, field: 'Status', options: { Doing: 'in_progress' } }),
    after: () => void putIssue(state, place, { ...facts, title: 'Read again', updated_at: new Date(Date.parse(facts.updated_at) + MINUTE_MS).toISOString() }),
    check: async () => expect(await actionOf(stack, facts.id)).toMatchObject({ title: 'Read again' }),
  };
}

/** `github_app_authorization.revoked`: somebody who is signed in here. */
function authorization(stack: Stack, payload: Payload): Scene {
  const { database: { db } } = stack;
  const person = payload.sender ?? SENDER;
  return {
    before: () => {},
    async here() {
      const user = await upsertUser(db, { githubId: person.id, login: person.login, name: null });
      await createSession(db, createHash('sha256').update('a session').digest(), user.id, 'a browser');
    },
    after: () => {},
    async check() {
      expect(await table(stack, 'sessions', {})).toEqual([]);
      const [newest] = await db('audit_log').orderBy('id', 'desc').limit(1);
      expect(newest).toMatchObject({ event: 'authorization.revoked', detail: { sessions: 1 } });
    },
  };
}

/** Event -> how an example of it is played. Whatever is not ignored by the table stands here. */
export const SCENES: Readonly<Record<string, (stack: Stack, payload: Payload) => Scene>> = {
  issues,
  installation,
  installation_repositories: installationRepositories,
  repository,
  label: names,
  milestone: names,
  pull_request: pullRequest,
  pull_request_review: pullRequest,
  projects_v2_item: projectItem,
  github_app_authorization: authorization,
};
