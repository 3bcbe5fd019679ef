/** How fast issues come in, and how fast one edit arrives on the other side. */
import { pino } from 'pino';
import { startApp, type App } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { defaultSettings } from '../src/core/settings.ts';
import { createProject, linksOfProject } from '../src/store/projects.ts';
import { editAction } from '../src/sync/edit.ts';
import type { Engine } from '../src/sync/engine.ts';
import { linkByName } from '../src/sync/link.ts';
import { controlClient } from '../test/github/control-client.ts';
import type { RemoteControl } from '../test/github/control/commands.ts';
import { until } from '../test/support/until.ts';
import { startChild } from './child.ts';
import type { BenchDatabase } from './database.ts';

const ISSUES = 3000;
const EDITS = 60;
const REPOSITORY = 'northwind/bench';

export interface SyncResult {
  /** Issues a second of the first pull. */
  backfill: number;
  /** Milliseconds, one each edit. */
  toAction: number[];
  toGitHub: number[];
}

export async function benchSync(database: BenchDatabase): Promise<SyncResult> {
  const child = await startChild('test/github/main.ts', ['--seed', `bench:${ISSUES}`]);
  const standIn = JSON.parse(child.line) as { url: string; webUrl: string; apiUrl: string; app: Record<string, string> };
  const github = controlClient(standIn.url);
  const app = await startService(standIn, await database.fresh());
  try {
    await github.setWebhookUrl({ url: `${app.address}/api/webhooks/github` });
    const person = (await github.accounts()).find(({ type }) => type === 'User')?.login ?? '';
    await github.install({ by: person, account: 'northwind' });
    const projectId = await link(app);
    const backfill = await pull(app, projectId);
    const mappings = await app.db('github_issue_mappings').where({ project_id: projectId }).orderBy('id').limit(EDITS).select('action_id', 'issue_number', 'issue_id');
    const toAction = await timeToAction(app, github, person, mappings);
    const toGitHub = await timeToGitHub(app, github, mappings);
    return { backfill, toAction, toGitHub };
  } finally {
    await app.stop();
    await child.stop();
  }
}

async function startService(standIn: { apiUrl: string; webUrl: string; app: Record<string, string> }, databaseUrl: string): Promise<App> {
  const { app } = standIn;
  const config = loadConfig({
    APP_ID: String(app['id']), PRIVATE_KEY: app['privateKey'], WEBHOOK_SECRET: app['webhookSecret'], GITHUB_CLIENT_ID: app['clientId'],
    GITHUB_CLIENT_SECRET: app['clientSecret'], GITHUB_API_URL: standIn.apiUrl, GITHUB_WEB_URL: standIn.webUrl, PORT: '0', LOG_LEVEL: 'error',
  });
  return startApp({ config, log: pino({ level: 'error' }, pino.destination(2)), databaseUrl, roles: ['web', 'worker'] });
}

async function link({ db, engine }: App): Promise<number> {
  const { id } = await createProject(db, 'Bench', defaultSettings().statuses);
  await until('the repository is known', async () => {
    const linked = await linkByName(engine as Engine, id, REPOSITORY);
    return linked.outcome !== 'refused';
  });
  return id;
}

async function pull({ db }: App, projectId: number): Promise<number> {
  const started = performance.now();
  await until('the first pull', async () => (await linksOfProject(db, projectId)).every(({ backfill }) => backfill.state === 'live'), 300_000);
  return ISSUES / ((performance.now() - started) / 1000);
}

interface Pair {
  action_id: number;
  issue_number: number;
  issue_id: number;
}

async function timeToAction({ db }: App, github: RemoteControl, person: string, pairs: readonly Pair[]): Promise<number[]> {
  const samples: number[] = [];
  for (const { action_id, issue_number } of pairs) {
    const title = `Edited on GitHub ${issue_number}`;
    const started = performance.now();
    await github.editIssue({ by: person, repository: REPOSITORY, number: issue_number, title });
    await until('the title arrives', async () => (await db('actions').where({ id: action_id, title })).length > 0);
    samples.push(performance.now() - started);
  }
  return samples;
}

async function timeToGitHub({ db, engine }: App, github: RemoteControl, pairs: readonly Pair[]): Promise<number[]> {
  const samples: number[] = [];
  for (const { action_id, issue_id } of pairs) {
    const before = (await github.history({ issueId: issue_id })).length;
    const started = Date.now();
    await editAction(engine as Engine, { actionId: action_id, changes: { title: `Edited here ${action_id}` }, actor: 'bench' });
    const [write] = await until('the write arrives', async () => {
      const after = (await github.history({ issueId: issue_id })).slice(before);
      return after.length > 0 && after;
    });
    samples.push((write?.at ?? Number.NaN) - started);
    await until('the answer is in', async () => (await db('github_issue_mappings').where({ action_id, pending: false })).length > 0);
  }
  return samples;
}
