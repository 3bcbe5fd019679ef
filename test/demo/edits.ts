/** Edits on either side and on both, each timed until it has arrived on the other. */
import type { FieldValues } from '../../src/core/action.ts';
import { viewOfAction } from '../../src/store/action-views.ts';
import { editAction } from '../../src/sync/edit.ts';
import { until } from '../support/until.ts';
import { check, heading, ms, say } from './say.ts';
import { OWNER, type Demo } from './start.ts';

type Edit = Omit<Parameters<Demo['github']['editIssue']>[0], 'by' | 'repository' | 'number'>;

/** Each edit with how to tell that it has arrived. */
const ON_GITHUB: readonly [string, (title: string) => Edit, (action: NonNullable<View>) => boolean][] = [
  ['title', (title) => ({ title: `${title} 🧷` }), (action) => action.title.endsWith(' 🧷')],
  ['body', () => ({ body: 'Steps:\r\n\r\n1. open the basket  \n2. wait\n' }), (action) => action.description === 'Steps:\r\n\r\n1. open the basket  \n2. wait\n'],
  ['label', () => ({ addLabels: ['demo: seen on GitHub'] }), (action) => action.tags.includes('demo: seen on GitHub')],
  ['assignee', () => ({ addAssignees: [OWNER] }), (action) => action.assignees.includes(OWNER)],
  ['in progress', () => ({ addLabels: ['in progress'] }), (action) => action.status === 'in_progress'],
  ['closed', () => ({ state: 'closed', stateReason: 'completed' }), (action) => action.status === 'done'],
];

const HERE: readonly [string, (title: string) => FieldValues][] = [
  ['title', (title) => ({ title: `${title} (renamed here)` })],
  ['description', () => ({ description: 'مرحبا — a right-to-left line\n\n- [x] done here\n' })],
  ['status', () => ({ status: 'in_progress' })],
  ['tags', () => ({ tags: ['demo: set here'] })],
  ['assignees', () => ({ assignees: [OWNER] })],
  ['status', () => ({ status: 'cancelled' })],
];

type View = Awaited<ReturnType<typeof viewOfAction>>;

/** How many issues each kind of edit is done on. */
const ISSUES = 4;

/** @returns milliseconds from the edit on GitHub to the committed action, one each edit */
export async function editOnGitHub(demo: Demo): Promise<number[]> {
  heading('Edits on GitHub');
  const samples: number[] = [];
  const numbers = await openIssues(demo, 0);
  for (const [kind, edit, arrived] of ON_GITHUB) {
    for (const { repository, number, actionId, title } of numbers) {
      const started = performance.now();
      await demo.github.editIssue({ by: OWNER, repository, number, ...edit(title) });
      await until(`${kind} of ${repository}#${number} arrives`, async () => {
        const action = await viewOfAction(demo.app.db, actionId);
        return action !== undefined && arrived(action);
      });
      samples.push(performance.now() - started);
    }
    say(`  ${ms(samples.at(-1) ?? 0)}  ${kind} → action`);
  }
  return samples;
}

/** @returns milliseconds from the edit here to its write arriving at GitHub, one each edit */
export async function editHere(demo: Demo): Promise<number[]> {
  heading('Edits in Lockstep');
  const samples: number[] = [];
  const writes = (await demo.github.history()).length;
  const issues = await openIssues(demo, ISSUES);
  for (const [kind, changes] of HERE) {
    for (const { actionId, issueId, title } of issues) {
      const before = (await demo.github.history({ issueId })).length;
      const started = Date.now();
      await editAction(demo.engine, { actionId, changes: changes(title), actor: demo.viewer.login });
      const [write] = await until(`${kind} arrives at GitHub`, async () => {
        const after = (await demo.github.history({ issueId })).slice(before);
        return after.length > 0 && after;
      });
      samples.push((write?.at ?? Number.NaN) - started);
      await until('the answer is in', async () => (await viewOfAction(demo.app.db, actionId))?.github?.pending === false);
    }
    say(`  ${ms(samples.at(-1) ?? 0)}  ${kind} → issue`);
  }
  await settle(demo);
  const all = (await demo.github.history()).slice(writes);
  const twice = all.length - new Set(all.map(({ issueId, action, changes }) => JSON.stringify([issueId, action, changes]))).size;
  check('nothing was written twice, no echo was answered', twice === 0, `${all.length} writes of ours`);
  return samples;
}

/** Two people, one moment: both edits stand. */
export async function editOnBothSides(demo: Demo): Promise<void> {
  heading('Edits on both sides at once');
  const [one] = await openIssues(demo, ISSUES * 2);
  if (!one) throw new Error('no issue left to edit');
  const { repository, number, actionId } = one;
  const text = Array.from({ length: 6 }, (_, line) => `Line ${line + 1}`).join('\n');
  await demo.github.editIssue({ by: OWNER, repository, number, body: text });
  await until('the text arrives', async () => (await viewOfAction(demo.app.db, actionId))?.description === text);
  await settle(demo);
  await Promise.all([
    demo.github.editIssue({ by: 'tobi-adeyemi', repository, number, body: text.replace('Line 1', 'Line 1, edited on GitHub'), addLabels: ['from GitHub'] }),
    editAction(demo.engine, { actionId, changes: { description: text.replace('Line 6', 'Line 6, edited in Lockstep'), status: 'in_progress' }, actor: demo.viewer.login }),
  ]);
  await settle(demo);
  const issue = await demo.github.issue({ repository, number });
  const action = await viewOfAction(demo.app.db, actionId);
  const merged = text.replace('Line 1', 'Line 1, edited on GitHub').replace('Line 6', 'Line 6, edited in Lockstep');
  check('both edits of one text stand on both sides', issue.body === merged && action?.description === merged);
  check('the label set there and the status set here stand on both sides',
    issue.labels.includes('in progress') && issue.labels.includes('from GitHub') && action?.status === 'in_progress' && action.tags.includes('from GitHub'));
}

interface Target {
  repository: string;
  number: number;
  actionId: number;
  issueId: number;
  title: string;
}

async function openIssues({ app: { db }, projectId }: Demo, offset: number): Promise<Target[]> {
  const found = await db('github_issue_mappings as m').join('repositories as r', 'r.id', 'm.repository_id').join('actions as a', 'a.id', 'm.action_id')
    .where({ 'm.project_id': projectId, 'a.status': 'open', 'm.issue_locked': false }).whereRaw('length(a.description) BETWEEN 1 AND 5000')
    // Each edit must change something: one that is assigned already would be waited for in vain.
    .whereRaw('NOT (? = ANY(a.assignees))', [OWNER]).orderBy('m.id').offset(offset).limit(ISSUES)
    .select({ owner: 'r.owner', name: 'r.name', number: 'm.issue_number', actionId: 'm.action_id', issueId: 'm.issue_id', title: 'a.title' });
  return found.map(({ owner, name, number, actionId, issueId, title }) => ({ repository: `${owner}/${name}`, number, actionId, issueId, title }));
}

/** Until no delivery, push or read is left to do. */
async function settle({ app: { db }, github }: Demo): Promise<void> {
  await until('everything has settled', async () => {
    await github.deliveriesIdle();
    const { rows } = await db.raw<{ rows: { left: number }[] }>(`
      SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued') + (SELECT count(*) FROM github_issue_mappings WHERE pending)
           + (SELECT count(*) FROM pgboss.job WHERE name IN ('delivery', 'push', 'refresh') AND state IN ('created', 'retry', 'active')) AS left`);
    return Number(rows[0]?.left) === 0;
  });
}
