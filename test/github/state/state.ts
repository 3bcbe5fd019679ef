import { createTokenStore, type TokenStore } from '../auth/tokens.ts';
import type {
  Account,
  App,
  EmailAddress,
  HistoryEntry,
  Installation,
  IssueField,
  IssueType,
  Project,
  Repository,
} from '../model.ts';
import { createClock, type StandInClock } from './clock.ts';
import type { DomainEvent } from './events.ts';
import { createIds, type Ids } from './ids.ts';
import { createRandomStreams, type RandomStreams } from './random.ts';

/** Where the object of a node id is found. */
export type NodeRef =
  | { kind: 'Account'; id: number }
  | { kind: 'Repository'; id: number }
  | { kind: 'Issue'; repositoryId: number; number: number }
  | { kind: 'Label'; repositoryId: number; id: number }
  | { kind: 'Milestone'; repositoryId: number; id: number }
  | { kind: 'IssueComment'; repositoryId: number; number: number; id: number }
  | { kind: 'IssueType'; organizationId: number; id: number }
  | { kind: 'ProjectV2'; id: number }
  | { kind: 'ProjectV2Item'; id: number; projectId: number };

/** Everything the stand-in knows. Only `add*` (seeding) and `writes/` change it. */
export interface GitHubState {
  clock: StandInClock;
  /** Epoch milliseconds of the stand-in's clock. */
  now(): number;
  random: RandomStreams;
  ids: Ids;
  app: App;
  accounts: Map<number, Account>;
  /** By lower-case login: GitHub's logins ignore case. */
  logins: Map<string, number>;
  emails: Map<number, EmailAddress[]>;
  /** Members of each organization: owners are `admin`. */
  members: Map<number, Map<number, 'admin' | 'member'>>;
  issueTypes: Map<number, IssueType[]>;
  /** By organization. */
  issueFields: Map<number, IssueField[]>;
  /** All projects of all organizations. */
  projects: Project[];
  repositories: Map<number, Repository>;
  /** By lower-case `owner/name`, current names only. */
  fullNames: Map<string, number>;
  /** By lower-case `owner/name`: names a repository once had, which GitHub redirects. */
  formerNames: Map<string, number>;
  installations: Map<number, Installation>;
  nodes: Map<string, NodeRef>;
  tokens: TokenStore;
  /**
   * What the events of a write show that takes several steps: its end, or the issue after or before each step.
   * GitHub's published examples hold all three.
   */
  stepsTold: 'end' | 'after' | 'before';
  /** Every write that took effect, in order. */
  history: HistoryEntry[];
  historyByIssue: Map<number, HistoryEntry[]>;
  /** Listeners are called inside the write, in the order they were added. */
  listeners: ((event: DomainEvent) => void)[];
}

export interface StateOptions {
  /** Same seed, same ids, GUIDs and tokens. */
  randomSeed: string;
  clock: () => number;
}

/** An empty GitHub with the App's placeholder; `addApp` fills the App in. */
export function createState(options: StateOptions): GitHubState {
  const clock = createClock(options.clock);
  const random = createRandomStreams(options.randomSeed);
  const app = emptyApp();
  return {
    clock,
    now: () => clock.now(),
    random,
    ids: createIds(random),
    app,
    accounts: new Map(),
    logins: new Map(),
    emails: new Map(),
    members: new Map(),
    issueTypes: new Map(),
    issueFields: new Map(),
    projects: [],
    repositories: new Map(),
    fullNames: new Map(),
    formerNames: new Map(),
    installations: new Map(),
    nodes: new Map(),
    tokens: createTokenStore({ appId: () => app.id, random, now: () => clock.now() }),
    stepsTold: 'end',
    history: [],
    historyByIssue: new Map(),
    listeners: [],
  };
}

function emptyApp(): App {
  return {
    id: 0, nodeId: '', slug: '', name: '', ownerId: 0, botId: 0, clientId: '', clientSecret: '',
    privateKey: '', webhookSecret: '', webhookUrl: null, insecureSsl: false, hookId: 0, permissions: {}, events: [],
    callbackUrls: [], setupUrl: null, createdAt: 0,
  };
}
