/** Install, link, pull everything, and compare it with GitHub. */
import { setTimeout as sleep } from 'node:timers/promises';
import { progressLine } from '../../src/commands/progress.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { listAccessibleRepositories } from '../../src/store/installations.ts';
import { setMember } from '../../src/store/members.ts';
import { createProject, linksOfProject } from '../../src/store/projects.ts';
import { upsertUser } from '../../src/store/users.ts';
import { linkByName } from '../../src/sync/link.ts';
import { compareProject } from '../support/compare.ts';
import { until } from '../support/until.ts';
import { check, heading, progress, say } from './say.ts';
import { ONLOOKER, ORGANIZATION, OWNER, type Demo } from './start.ts';

const LOOK_MS = 50;

/** From nothing to every issue: what an owner and a lead do once. */
export async function pullEverything(demo: Demo): Promise<void> {
  const { app: { db }, engine, github } = demo;
  heading('Installing the App and linking repositories');
  await github.install({ by: OWNER, account: ORGANIZATION });
  const repositories = await until('the installation arrives by webhook', async () => {
    const found = await listAccessibleRepositories(db);
    return found.length === 3 && found;
  });
  const { id } = await createProject(db, 'Northwind', defaultSettings().statuses);
  demo.projectId = id;
  await addEverybody(demo);
  for (const { owner, name, private: hidden } of repositories) {
    const linked = await linkByName(engine, id, `${owner}/${name}`);
    demo.repositories.push(`${owner}/${name}`);
    say(`  ${owner}/${name}${hidden ? ' (private)' : ''}: ${linked.outcome}`);
  }
  const started = performance.now();
  for (;;) {
    const links = await linksOfProject(db, id);
    const done = links.every(({ backfill }) => backfill.state === 'live' || backfill.state === 'failed');
    progress(progressLine(links.map(({ backfill }) => backfill)), done);
    if (done) break;
    await sleep(LOOK_MS);
  }
  const seconds = (performance.now() - started) / 1000;
  const [counted] = await db('actions').where({ project_id: id }).count<{ count: number }[]>();
  const issues = Number(counted?.count);
  check('600 issues became actions, pull requests did not', issues === 600, `${issues} in ${seconds.toFixed(1)} s (limit 10 s), ${(issues / seconds).toFixed(0)} a second`);
  const requests = (await github.counters())['GraphQL lockstepBackfill'] ?? Number.NaN;
  check('at most 1 GraphQL request per 50 issues', requests <= issues / 50, `${requests} requests`);
}

/** Everybody on the stand-in may sign in: one lead, one who only looks, the others members. */
async function addEverybody({ app: { db }, github, projectId }: Demo): Promise<void> {
  const people = (await github.accounts()).filter(({ type }) => type === 'User');
  for (const { id: githubId, login, name } of people) {
    const { id } = await upsertUser(db, { githubId, login, name });
    await setMember(db, projectId, id, login === OWNER ? 'lead' : login === ONLOOKER ? 'viewer' : 'member');
  }
}

/** Every field of every issue, against the stand-in's own record. */
export async function compareAll(demo: Demo, when: string): Promise<void> {
  const issues = (await Promise.all(demo.repositories.map((repository) => demo.github.issues({ repository })))).flat();
  const { fields, differences } = await compareProject(demo.app.db, demo.projectId, issues);
  const accuracy = (100 * (fields - differences.length)) / fields;
  check(`actions equal GitHub's issues ${when}`, differences.length === 0, `${fields} fields, accuracy ${accuracy.toFixed(4)} %`);
  for (const { issue, field, github, lockstep } of differences.slice(0, 5)) say(`      ${issue} ${field}: GitHub ${JSON.stringify(github)}, Lockstep ${JSON.stringify(lockstep)}`);
}
