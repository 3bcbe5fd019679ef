/**
 * `npm run bench:list`: a project of 100,000 actions in a real PostgreSQL, behind the built page in a real
 * Chromium. Prints how long the first rows, filters and frames of scrolling take, beside their limits.
 */
import Fastify from 'fastify';
import type { Page } from 'playwright-core';
import { registerEvents } from '../src/http/events.ts';
import { actionServices } from '../src/http/action-services.ts';
import { createMarkdownRenderer } from '../src/http/markdown/renderer.ts';
import { registerPage } from '../src/http/page.ts';
import { registerTrpc } from '../src/http/trpc/register.ts';
import { countByStatus } from '../src/store/action-views.ts';
import { createDb, type Db } from '../src/store/db.ts';
import { migrate } from '../src/store/migrate.ts';
import { launch } from '../test/e2e/browser.ts';
import { createFakeWorld, VIEWER } from '../test/e2e/fake-services.ts';
import { DIST } from '../test/e2e/fake-server.ts';
import { STATUSES } from '../test/e2e/fake-actions.ts';
import { startBenchDatabase } from './database.ts';
import { median, percentile } from './median.ts';

const ACTIONS = 100_000;
const ROUNDS = 15;

/** Actions as a busy organization has them: descriptions of 200 to 4,000 characters, labels, people, issues. */
async function fill(db: Db): Promise<number> {
  await db.raw("INSERT INTO installations (id, account_id, account_login, account_type) VALUES (1, 1, 'acme', 'Organization')");
  await db.raw("INSERT INTO repositories (id, installation_id, node_id, owner, name) SELECT n, 1, 'R' || n, 'acme', 'repo-' || n FROM generate_series(1, 10) n");
  const { rows } = await db.raw<{ rows: { id: number }[] }>('INSERT INTO projects (name, statuses) VALUES (?, ?::jsonb) RETURNING id', ['Bench', JSON.stringify(STATUSES)]);
  const projectId = rows[0]?.id ?? 0;
  await db.raw(
    `INSERT INTO actions (project_id, title, description, status, priority, tags, assignees, milestone, created_at, updated_at)
     SELECT ?, (ARRAY['Fix', 'Document', 'Speed up', 'Rename', 'Test'])[1 + n % 5] || ' the ' || (ARRAY['import', 'export', 'clipboard', 'scheduler', 'ledger', 'parser', 'cache'])[1 + n % 7] || ' ' || md5(n::text),
            repeat('Words of a description that somebody wrote about ' || md5((n * 7)::text) || E'.\\n', 2 + (n * 13) % 40),
            (ARRAY['open', 'open', 'open', 'in_progress', 'done', 'done', 'done', 'cancelled'])[1 + n % 8], (ARRAY['urgent', 'high', 'medium', 'low', NULL, NULL])[1 + n % 6],
            ARRAY['label-' || n % 40, 'area-' || n % 7], CASE WHEN n % 3 = 0 THEN '{}'::text[] ELSE ARRAY['person-' || n % 60] END, CASE WHEN n % 4 = 0 THEN 'v' || n % 20 END,
            now() - n * interval '9 minutes', now() - (n * 31 % 100000) * interval '5 minutes'
       FROM generate_series(1, ?) n`,
    [projectId, ACTIONS],
  );
  await db.raw(
    `INSERT INTO github_issue_mappings (project_id, repository_id, issue_id, issue_node_id, issue_number, issue_url, issue_state, issue_updated_at, action_id, base)
     SELECT project_id, 1 + id % 10, id, 'I' || id, id, 'https://github.com/acme/repo-' || 1 + id % 10 || '/issues/' || id, 'open', now(), id, '{}' FROM actions`,
  );
  await db.raw('VACUUM ANALYZE actions');
  await db.raw('VACUUM ANALYZE github_issue_mappings');
  return projectId;
}

const FILTERS: Record<string, string> = {
  'no filter': '', 'one status': 'status=open', 'priority and status': 'priority=urgent&status=open', 'a label': 'tag=label-7', 'a person': 'assignee=person-8',
  'nobody': 'assignee=%40none', 'a repository': 'repository=3', 'a common word': 'q=import', 'a rare word': 'q=c4ca4238a0b9', 'a word that is nowhere': 'q=zebra', 'an issue number': 'q=%2377777',
  'by title': 'sort=title-asc', 'by priority': 'sort=priority-desc', 'newest, one label': 'tag=area-3&sort=created-desc',
};

/** From asking to the rows being drawn, as the page itself measures it. */
async function timeFilter(page: Page, projectId: number, search: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const began = performance.now();
    history.pushState(null, '', ${JSON.stringify(`/projects/${projectId}?${search}`)});
    dispatchEvent(new PopStateEvent('popstate'));
    do await new Promise(requestAnimationFrame); while (document.querySelector('.box[aria-busy=false]') === null);
    return performance.now() - began;
  })()`);
}

/** Scrolls by wheel-sized steps, one a frame, through thousands of rows. @returns the time of each frame */
async function scroll(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`(async () => {
    const pane = document.querySelector('.pane');
    const frames = [];
    let last = performance.now();
    while (frames.length < 600) {
      pane.scrollTop += 400;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return frames;
  })()`);
}

const database = await startBenchDatabase();
const url = await database.fresh();
const db = createDb(url, 'bench-list', 5);
const browser = await launch();
const fastify = Fastify();
const markdown = createMarkdownRenderer();
try {
  await migrate(url);
  const projectId = await fill(db);
  const world = createFakeWorld(0);
  const project = async () => ({ ...(await world.services.projects.get('7', VIEWER)), id: String(projectId), repositories: [], counts: await countByStatus(db, projectId, []) }) as never;
  const access = { hiddenRepositories: async () => [] } as never;
  const services = { ...world.services, projects: { ...world.services.projects, get: project }, actions: actionServices({ db, jobs: {} as never, access, markdown, webUrl: 'https://github.com' }) };
  await registerPage(fastify, { root: DIST });
  await registerTrpc(fastify, { services, viewerOf: () => VIEWER, ask: async () => 'allowed' });
  registerEvents(fastify, { feed: world.feed, viewerOf: () => VIEWER, mayFollow: async () => true, hidden: async () => [] });
  const origin = await fastify.listen({ host: '127.0.0.1', port: 0 });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const first: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.goto(`${origin}/projects/${projectId}`);
    await page.locator('.row').first().waitFor();
    first.push(await page.evaluate(() => performance.now()));
  }
  const line = (what: string, samples: readonly number[], limit: number, worst: number): void =>
    void process.stdout.write(`${what.padEnd(28)} ${median(samples).toFixed(0).padStart(5)} ms   p95 ${percentile(samples, 0.95).toFixed(0).padStart(5)} ms   limit ${limit} ms   ${worst <= limit ? 'ok' : 'OVER'}\n`);
  process.stdout.write(`${ACTIONS.toLocaleString('en')} actions, embedded PostgreSQL, Chromium\n\n`);
  line('first rows', first, 500, median(first));
  for (const [name, search] of Object.entries(FILTERS)) {
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await timeFilter(page, projectId, 'q=nothing-at-all');
      samples.push(await timeFilter(page, projectId, search));
    }
    line(`filter: ${name}`, samples, 150, median(samples));
  }
  await page.goto(`${origin}/projects/${projectId}`);
  await page.locator('.row').first().waitFor();
  const frames = await scroll(page);
  line('frame while scrolling', frames, 50, percentile(frames, 0.99));
  process.stdout.write(`${frames.filter((one) => one > 50).length} of ${frames.length} frames over 50 ms, the longest ${Math.max(...frames).toFixed(0)} ms\n`);
} finally {
  await browser.close();
  await fastify.close();
  await markdown.close();
  await db.destroy();
  await database.close();
}
