import type { Account, Installation } from '../model.ts';
import { addAccount, addInstallation, addIssueType, addMember } from '../state/add.ts';
import { findLogin, findRepository } from '../state/find.ts';
import { addApp, type NewApp } from '../state/add-app.ts';
import type { Random } from '../state/random.ts';
import type { GitHubState } from '../state/state.ts';
import { draftOf, type Draft } from './drafts.ts';
import { AWKWARD, FOREIGN } from './languages.ts';
import { longLog } from './long-log.ts';
import { ORGANIZATION, PEOPLE } from './people.ts';
import { addTracker, type RepositoryPlan, type Scene } from './repositories.ts';

/** How the App is registered; its owner is the seeded organization. */
export type SeedApp = Omit<NewApp, 'ownerId'>;

/**
 * The demo's GitHub: organization `northwind` with `storefront`, `mobile` and the private `platform`;
 * 600 issues and 60 pull requests in all. The App is not installed yet.
 */
export function seedDemo(state: GitHubState, random: Random, app: SeedApp): void {
  const scene = addScene(state, random, app);
  for (const plan of plans()) addTracker(scene, plan);
}

/** One repository `northwind/bench` with `count` issues and no pull request. */
export function seedBench(state: GitHubState, random: Random, app: SeedApp, count: number): void {
  const scene = addScene(state, random, app);
  addTracker(scene, { kind: 'storefront', name: 'bench', description: 'For measurements', private: false, issues: count, pullRequests: 0, given: [] });
}

/**
 * Installs the App on the demo's organization without telling anybody, as if it had long been there.
 * `repositories` are names without the owner.
 */
export function installDemo(state: GitHubState, repositories: 'all' | readonly string[] = 'all'): Installation {
  const organization = findLogin(state, ORGANIZATION.login);
  if (organization === undefined) throw new Error('seed the demo or bench first');
  if (repositories === 'all') return addInstallation(state, organization, 'all');
  const ids = repositories.map((name) => {
    const repository = findRepository(state, ORGANIZATION.login, name);
    if (repository === undefined) throw new Error(`no repository ${ORGANIZATION.login}/${name}`);
    return repository.id;
  });
  return addInstallation(state, organization, new Set(ids));
}

function addScene(state: GitHubState, random: Random, app: SeedApp): Scene {
  const organization = addAccount(state, { ...ORGANIZATION, type: 'Organization' });
  if (state.app.id === 0) addApp(state, { ...app, ownerId: organization.id });
  const people = new Map<string, Account>();
  for (const { login, name, email, membership } of PEOPLE) {
    const account = addAccount(state, { login, name, email });
    if (membership !== null) addMember(state, organization, account, membership);
    people.set(login, account);
  }
  addIssueType(state, organization, { name: 'Task', description: 'A specific piece of work', color: 'yellow' });
  addIssueType(state, organization, { name: 'Bug', description: 'An unexpected problem or behavior', color: 'red' });
  addIssueType(state, organization, { name: 'Feature', description: 'A request, idea, or new functionality', color: 'blue' });
  return { state, organization, people, random, now: state.now() };
}

function foreign(half: 'even' | 'odd'): Draft[] {
  return FOREIGN.filter((_, index) => index % 2 === (half === 'even' ? 0 : 1)).map((written) => draftOf(written, ['🌍 i18n']));
}

function plans(): RepositoryPlan[] {
  const awkward = AWKWARD.map((written) => draftOf(written));
  return [
    { kind: 'storefront', name: 'storefront', description: 'The web shop 🛒', private: false, issues: 260, pullRequests: 26, given: [...foreign('even'), ...awkward.slice(0, 6)] },
    { kind: 'mobile', name: 'mobile', description: 'Apps for phones and tablets', private: false, issues: 190, pullRequests: 18, given: [...foreign('odd'), ...awkward.slice(6)] },
    { kind: 'platform', name: 'platform', description: 'Orders, stock, billing and what they run on', private: true, issues: 150, pullRequests: 16, given: [draftOf(longLog(), ['incident follow-up', 'P1'])] },
  ];
}
