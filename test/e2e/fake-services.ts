import type { Feed, FeedEvent } from '../../src/http/feed.ts';
import type { Asker, PageServices, UpdateOutcome, UpdateRequest } from '../../src/http/trpc/services.ts';
import type { Action, HistoryEntry, Project } from '../../src/http/trpc/shapes.ts';
import { createGate } from './fakes/gate.ts';
import type { Gate } from './fakes/gate.ts';
import { fakePeople } from './fakes/people.ts';
import { fakePrivacy } from './fakes/privacy.ts';
import { fakeRepositories } from './fakes/repositories.ts';
import { fakeIntegrations, fakeMappings } from './fakes/integrations.ts';
import { fakePulls } from './fakes/pulls.ts';
import { fakeActions, tally } from './fakes/actions.ts';
import { fakeSync } from './fakes/sync.ts';
import { makeActions, REPOSITORIES, STATUSES } from './fake-actions.ts';

export const VIEWER: Asker = { id: '1', login: 'maren-holt', name: 'Maren Holt', sessionId: 's1', caller: { kind: 'session', user: { id: 1, operator: false } } };
export const PROJECT_ID = '7';

/** A project in memory, and the hands to move it as GitHub, colleagues and bad luck would. */
export type FakeWorld = {
  services: PageServices;
  gate: Gate;
  feed: Feed;
  actions: Map<string, Action>;
  /** An edit by someone else: written, and told to everybody. */
  edit(id: string, changes: Partial<Action>, by?: string): Action;
  /** An edit that live pages are not told of, as if its event were still on the way. */
  editUnheard(id: string, changes: Partial<Action>): void;
  create(title: string): Action;
  remove(id: string): void;
  tell(event: FeedEvent extends infer E ? (E extends FeedEvent ? Omit<E, 'id'> : never) : never): void;
  /** Updates wait until the returned function is called. */
  holdUpdates(): () => void;
  /** What the next update answers instead of being done. */
  answerNextUpdate(answer: () => UpdateOutcome): void;
  followers(): number;
};

function createFeed() {
  const past: FeedEvent[] = [];
  const followers = new Set<(event: FeedEvent) => void>();
  const feed: Feed = {
    async subscribe(_projectId, afterId, onEvent) {
      if (afterId !== null) for (const event of past.filter((one) => Number(one.id) > Number(afterId))) onEvent(event);
      followers.add(onEvent);
      return () => followers.delete(onEvent);
    },
  };
  const tell: FakeWorld['tell'] = (told) => {
    const event: FeedEvent = { ...told, id: String(past.length + 1) };
    past.push(event);
    for (const follower of followers) follower(event);
  };
  return { feed, tell, followers: () => followers.size };
}

const change = (field: string, before: Action, after: Action): HistoryEntry['changes'][number] => ({
  field,
  before: before[field as keyof Action],
  after: after[field as keyof Action],
});

export function createFakeWorld(count = 320, now = Date.now()): FakeWorld {
  const actions = new Map(makeActions(count, now).map((action) => [action.id, action]));
  const history = new Map<string, HistoryEntry[]>();
  const { feed, tell, followers } = createFeed();
  let name = 'Payments platform';
  const answers: (() => UpdateOutcome)[] = [];
  let held = Promise.resolve();

  const write = (id: string, changes: Partial<Action>, by: string, side: HistoryEntry['side']): Action => {
    const before = actions.get(id);
    if (before === undefined) throw new Error(`no action ${id}`);
    const after: Action = { ...before, ...changes, customFields: { ...before.customFields, ...changes.customFields }, version: before.version + 1, updatedAt: new Date().toISOString() };
    actions.set(id, after);
    const entry = { id: String(after.version), at: after.updatedAt, by, side, kind: 'changed' as const, changes: Object.keys(changes).map((field) => change(field, before, after)) };
    history.set(id, [entry, ...(history.get(id) ?? [])]);
    return after;
  };
  const announce = (action: Action): void => tell({ type: 'action.changed', data: { action } });

  const project = (): Project => ({
    id: PROJECT_ID,
    name,
    statuses: STATUSES,
    repositories: REPOSITORIES,
    conflicts: 2,
    role: 'lead',
    counts: Object.fromEntries(tally([...actions.values()].map((one) => one.status)).map(({ value, count }) => [value, count])),
  });

  const update = async ({ id, expectedVersion, changes, actor }: UpdateRequest): Promise<UpdateOutcome> => {
    await held;
    const answer = answers.shift();
    if (answer !== undefined) return answer();
    const current = actions.get(id);
    if (current === undefined) return { outcome: 'missing' };
    if (current.version !== expectedVersion) return { outcome: 'stale', current };
    const action = write(id, changes, actor.login, 'lockstep');
    announce(action);
    return { outcome: 'updated', action };
  };

  return {
    feed,
    gate: createGate(VIEWER),
    tell,
    followers,
    actions,
    services: {
      ...fakePrivacy(),
      ...fakeSync(),
      ...fakePeople(),
      integrations: fakeIntegrations(),
      mappings: fakeMappings(),
      pulls: fakePulls(),
      repositories: fakeRepositories(),
      projects: {
        list: async () => [project()],
        get: async (id) => (id === PROJECT_ID ? project() : null),
        create: async (given) => ({ ...project(), id: PROJECT_ID, name: given }),
        rename: async (_id, given) => void (name = given),
      },
      actions: fakeActions({ actions, history, write, announce, update, tell }),
    },
    edit(id, changes, by = 'octo-reviewer') {
      const action = write(id, changes, by, 'github');
      announce(action);
      return action;
    },
    editUnheard: (id, changes) => void write(id, changes, 'octo-reviewer', 'github'),
    create(title) {
      const made = { ...(makeActions(1, Date.now())[0] as Action), id: String(9000 + actions.size), title, updatedAt: new Date(Date.now() + actions.size).toISOString() };
      actions.set(made.id, made);
      announce(made);
      return made;
    },
    remove(id) {
      actions.delete(id);
      tell({ type: 'action.removed', data: { id } });
    },
    holdUpdates() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    answerNextUpdate: (answer) => void answers.push(answer),
  };
}
