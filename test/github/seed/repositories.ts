import type { Account, Repository } from '../model.ts';
import { addLabel, addMilestone, addRepository } from '../state/add.ts';
import type { Random } from '../state/random.ts';
import { atLeast } from '../state/rights.ts';
import type { GitHubState } from '../state/state.ts';
import { draftIssue, draftPullRequest, type Desk, type Draft } from './drafts.ts';
import { addDraft, type Tracker } from './issues.ts';
import { LABELS, MILESTONES } from './labels.ts';
import { PEOPLE } from './people.ts';
import { chance, int, pick } from './random.ts';
import { TOPICS } from './topics.ts';

const DAY = 86_400_000;

export interface RepositoryPlan {
  /** Whose words, labels and milestones are used. */
  kind: keyof typeof TOPICS;
  name: string;
  description: string;
  private: boolean;
  issues: number;
  pullRequests: number;
  /** Written issues among `issues`, spread over the whole time. */
  given: readonly Draft[];
}

/** Who and when: the same for all repositories of one seed. */
export interface Scene {
  state: GitHubState;
  organization: Account;
  people: ReadonlyMap<string, Account>;
  random: Random;
  now: number;
}

/** Adds a repository with labels, milestones, issues and pull requests of the past two years. */
export function addTracker(scene: Scene, plan: RepositoryPlan): Repository {
  const { state, organization, random, now } = scene;
  const allowed = PEOPLE.filter((person) => person.permissions[plan.kind] !== 'none');
  const accounts = allowed.map((person) => accountOf(scene, person.login));
  const repository = addRepository(state, {
    owner: organization,
    name: plan.name,
    description: plan.description,
    private: plan.private,
    collaborators: new Map(allowed.map((person) => [accountOf(scene, person.login).id, person.permissions[plan.kind]])),
    createdAt: now - 760 * DAY,
  });
  for (const label of LABELS[plan.kind]) addLabel(state, repository, label);
  addMilestones(scene, plan, repository);
  const tracker: Tracker = {
    state, repository, random, now, earlier: [],
    authors: accounts,
    assignable: allowed.filter((person) => atLeast(person.permissions[plan.kind], 'triage')).map((person) => accountOf(scene, person.login)),
  };
  fill(tracker, plan, allowed.map((person) => person.login), `${organization.login}/${plan.kind === 'platform' ? 'storefront' : 'platform'}`);
  repository.updatedAt = Math.max(...[...repository.issues.values()].map((issue) => issue.updatedAt), repository.createdAt);
  return repository;
}

function accountOf({ people }: Scene, login: string): Account {
  const account = people.get(login);
  if (account === undefined) throw new Error(`no person ${login} in this scene`);
  return account;
}

function addMilestones({ state, people, random, now }: Scene, plan: RepositoryPlan, repository: Repository): void {
  const creators = [...people.values()].slice(0, 3);
  for (const { title, description, state: stage, dueInDays, createdDaysAgo } of MILESTONES[plan.kind]) {
    const milestone = addMilestone(state, repository, {
      title, description, state: stage,
      creatorId: pick(random, creators).id,
      // GitHub keeps a due date as midnight of the day in the Pacific time zone (07:00 or 08:00 UTC).
      dueOn: dueInDays === null ? null : Math.floor((now + dueInDays * DAY) / DAY) * DAY + 8 * 3_600_000,
      createdAt: now - createdDaysAgo * DAY,
    });
    if (stage === 'closed') milestone.closedAt = now + (dueInDays ?? 0) * DAY;
    milestone.updatedAt = milestone.closedAt ?? milestone.createdAt;
  }
}

/** Adds everything in the order of creation, because numbers rise with time. */
function fill(tracker: Tracker, plan: RepositoryPlan, logins: readonly string[], otherRepository: string): void {
  const { random, now, repository } = tracker;
  const total = plan.issues + plan.pullRequests;
  const times = Array.from({ length: total }, () => now - int(random, DAY / 24, 730 * DAY)).toSorted((a, b) => a - b);
  const kinds = scatter(random, total, plan);
  const earlier: number[] = [];
  const desk: Desk = { random, topic: TOPICS[plan.kind], logins, otherRepository, earlier, titles: new Set() };
  const given = plan.given.values();
  const pinnedFrom = new Set([3, Math.floor(plan.issues / 2), plan.issues - 2]);
  for (const [index, kind] of kinds.entries()) {
    const draft = kind === 'pull request' ? draftPullRequest(desk) : ((kind === 'given' ? given.next().value : undefined) ?? draftIssue(desk));
    const issue = addDraft(tracker, draft, times[index] ?? now);
    if (draft.pullRequest === null) {
      if (pinnedFrom.has(earlier.length)) issue.pinned = true;
      earlier.push(issue.number);
    }
  }
  if (repository.issues.size !== total) throw new Error(`${plan.name}: ${repository.issues.size} items instead of ${total}`);
}

/** The order of kinds: every given draft and pull request once, the rest written. */
function scatter(random: Random, total: number, plan: RepositoryPlan): ('pull request' | 'given' | 'written')[] {
  let pullRequests = plan.pullRequests;
  let given = plan.given.length;
  return Array.from({ length: total }, (_, index) => {
    const left = total - index;
    if (chance(random, pullRequests / left)) {
      pullRequests -= 1;
      return 'pull request';
    }
    if (chance(random, given / (left - pullRequests))) {
      given -= 1;
      return 'given';
    }
    return 'written';
  });
}
