/** A project in which actions get issues, and ways to take each step of that by hand. */
import { afterAll, beforeAll } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { viewOfAction, type ActionView } from '../../src/store/action-views.ts';
import { findCreation, type CreationState, type IssueCreation } from '../../src/store/issue-creations.ts';
import { createAction } from '../../src/sync/create-action.ts';
import type { Cause, Engine } from '../../src/sync/engine.ts';
import { startStack, type Stack } from './stack.ts';
import { until } from './until.ts';

export const REPOSITORY = 'acme/widgets';

export interface CreationStand {
  stack: Stack;
  projectId: number;
  repositoryId: number;
  /** Makes an action that gets an issue. */
  make: (values: FieldValues, engine?: Pick<Engine, 'db' | 'jobs'>) => Promise<number>;
  /** An engine that plans no creation job: the test takes each step itself. */
  byHand: () => Engine;
  /** As `byHand`, killed at the n-th transaction it begins. */
  killedAt: (nth: number) => Engine;
  reached: (actionId: number, state: CreationState) => Promise<void>;
  view: (actionId: number) => Promise<ActionView | undefined>;
  creation: (actionId: number) => Promise<IssueCreation | undefined>;
  /** Issues GitHub ever created with this title, by the stand-in's history. */
  created: (title: string) => ReturnType<Stack['github']['control']['history']>;
  actionsTitled: (title: string) => Promise<number>;
}

export const cause = (): Cause => ({ trigger: 'push', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });

/** Starts it before the tests of a file, and stops it after them. */
export function creationStand(): CreationStand {
  const stand: CreationStand = {
    stack: undefined as never, projectId: 0, repositoryId: 0,
    async make(values, engine = stand.stack.engine) {
      const made = await createAction(engine, { projectId: stand.projectId, values, actor: 'walter', repositoryId: stand.repositoryId });
      if (made.outcome !== 'created') throw new Error(JSON.stringify(made));
      return made.actionId;
    },
    byHand() {
      const { engine } = stand.stack;
      return { ...engine, jobs: { ...engine.jobs, send: async (name, ...rest) => (name === 'create' ? undefined : engine.jobs.send(name, ...rest)) } };
    },
    killedAt(nth) {
      let begun = 0;
      const engine = stand.byHand();
      const transaction: Engine['db']['transaction'] = (async (work: never) => {
        begun += 1;
        if (begun >= nth) throw new Error('killed');
        return stand.stack.engine.db.transaction(work);
      }) as never;
      return { ...engine, db: new Proxy(engine.db, { get: (db, key) => (key === 'transaction' ? transaction : Reflect.get(db, key)) }) };
    },
    reached: async (actionId, state) => void (await until(`the creation is ${state}`, async () => (await stand.creation(actionId))?.state === state)),
    view: (actionId) => viewOfAction(stand.stack.database.db, actionId),
    creation: (actionId) => findCreation(stand.stack.database.db, actionId),
    created: (title) => stand.stack.github.control.history().filter(({ action, changes }) => action === 'issue.create' && changes['title']?.to === title),
    actionsTitled: async (title) => (await stand.stack.database.db('actions').where({ project_id: stand.projectId, title })).length,
  };
  beforeAll(async () => {
    stand.stack = await startStack();
    stand.projectId = await stand.stack.project([REPOSITORY]);
    stand.repositoryId = stand.stack.github.control.repositories().find(({ fullName }) => fullName === REPOSITORY)?.id ?? 0;
  });
  afterAll(() => stand.stack.stop());
  return stand;
}
