/** An issue goes at the moment that a project takes it in, told of it late: no action is left beside it. */
import { expect, test } from '@jest/globals';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import { readIssue } from '../../src/github/read-issues.ts';
import type { Db, Queryable } from '../../src/store/db.ts';
import { row } from '../../src/store/db.ts';
import type { Link } from '../../src/store/projects.ts';
import { followTransfer } from '../../src/sync/follow-transfer.ts';
import { issueGone } from '../../src/sync/gone.ts';
import { observeIssues } from '../../src/sync/observe.ts';
import { by, cause, lifecycleStand } from '../support/lifecycle.ts';
import { until } from '../support/until.ts';

const stand = lifecycleStand();
const { control, inStep, linkOf, listed, mappings } = stand;

interface Unheard {
  link: Link;
  issue: IssueSnapshot;
}

/** An issue that was read, and that no event has told of yet. */
async function unheard(): Promise<Unheard> {
  control().setDeliveryMode({ mode: 'manual' });
  const { number } = control().createIssue({ by, repository: stand.A, title: 'Short-lived' });
  return { link: (await linkOf(stand.A)) as Link, issue: await read(stand.A, number) };
}

async function read(name: string, number: number): Promise<IssueSnapshot> {
  const { repositoryId: id, installationId, owner, name: plain } = (await linkOf(name)) as Link;
  return readIssue(await stand.stack.engine.github.asInstallation(installationId), { id, owner, name: plain }, number);
}

const takeIn = ({ link, issue }: Unheard) => (trx: Queryable) => observeIssues(stand.stack.engine, trx, link, [{ issue }], cause());

/** Has all of `first` done but its commit, begins `second`, and commits once that waits, or has ended without. */
async function meanwhile<First, Second>(first: (trx: Queryable) => Promise<First>, second: () => Promise<Second>): Promise<[First, Second]> {
  const { db } = stand.stack.database;
  let ended = false;
  let begun: Promise<Second> | undefined;
  const done = await db.transaction(async (trx) => {
    const result = await first(trx);
    begun = second().finally(() => {
      ended = true;
    });
    await until('the second waits, or has ended', async () => ended || (await isWaiting(db)));
    return result;
  });
  return [done, await (begun as Promise<Second>)];
}

const isWaiting = async (db: Db): Promise<boolean> =>
  (await row(db, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")) !== undefined;

/** What came late comes now, and nothing is told twice. */
async function allTold(): Promise<void> {
  control().setDeliveryMode({ mode: 'auto' });
  await stand.stack.quiet();
}

test('deleted while it is being taken in: the action ends with it', async () => {
  const it = await unheard();
  control().deleteIssue({ by, repository: stand.A, number: it.issue.number });
  const [observed, detached] = await meanwhile(takeIn(it), () => issueGone(stand.stack.engine, { ...it.issue, repositoryId: it.link.repositoryId }, 'deleted', cause()));
  expect([observed.created, detached]).toEqual([1, 1]);
  expect((await mappings()).find(({ issue_id: id }) => id === it.issue.id)).toMatchObject({ state: 'detached' });
  await allTold();
});

test('taken in while its deletion is written down: it is not made', async () => {
  const it = await unheard();
  const before = await listed();
  control().deleteIssue({ by, repository: stand.A, number: it.issue.number });
  const { engine } = stand.stack;
  const gone = (trx: Queryable) => issueGone({ ...engine, db: { transaction: (work: (inner: Queryable) => unknown) => work(trx) } as unknown as Db }, { ...it.issue, repositoryId: it.link.repositoryId }, 'deleted', cause());
  const [, observed] = await meanwhile(gone, () => engine.db.transaction(takeIn(it)));
  expect(observed).toMatchObject({ created: 0, gone: 1 });
  expect(await listed()).toBe(before);
  await allTold();
});

test('I7: transferred while it is being taken in at its old place: one action, which follows it', async () => {
  const it = await unheard();
  const before = await listed();
  const { number } = control().transferIssue({ by, repository: stand.A, number: it.issue.number, to: stand.B });
  const to = await read(stand.B, number);
  const [observed, followed] = await meanwhile(takeIn(it), () => followTransfer(stand.stack.engine, { ...it.issue, repositoryId: it.link.repositoryId }, to, cause()));
  expect([observed.created, followed]).toEqual([1, { followed: 1, detached: 0 }]);
  await allTold();
  expect((await mappings()).map(({ issue_id: id }) => id)).not.toContain(it.issue.id);
  expect(await listed()).toBe(before + 1);
  await inStep(stand.A, stand.B);
});
