/** A stand-in and a database for services that run as processes of their own. */
import { defaultSettings } from '../../src/core/settings.ts';
import { startJobs, type Jobs } from '../../src/queue/boss.ts';
import { createProject, linksOfProject } from '../../src/store/projects.ts';
import { linkByName } from '../../src/sync/link.ts';
import { startGitHub, type GitHubStandIn, type StartOptions } from '../github/start.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { freePort, startService, type Service } from '../support/service.ts';
import { environmentFor } from '../support/stack.ts';
import { until } from '../support/until.ts';

export interface Stage {
  github: GitHubStandIn;
  database: TestDatabase;
  jobs: Jobs;
  /** Starts the service, at the address GitHub delivers to or elsewhere. */
  start(where?: 'in place' | 'elsewhere'): Promise<Service>;
  /** Links a repository to a new project; does not wait for its pull. */
  link(repository: string): Promise<number>;
  /** Waits until the project's repositories are pulled. */
  pulled(projectId: number): Promise<void>;
  /** What is left to do and what was logged last, for whoever reads of a failure. */
  traces(): Promise<string>;
  /** Kills what still runs, and takes everything away. */
  strike(): Promise<void>;
}

export async function setStage(options: StartOptions): Promise<Stage> {
  const github = await startGitHub(options);
  const database = await cloneDatabase();
  const jobs = await startJobs({ url: database.url, log: silent, worker: false });
  const port = await freePort();
  github.control.setWebhookUrl({ url: `http://127.0.0.1:${port}/api/webhooks/github` });
  const services: Service[] = [];
  return {
    github, database, jobs,
    async start(where = 'in place') {
      const service = await startService({ ...environmentFor(github, database.url), PORT: where === 'in place' ? String(port) : '0' });
      services.push(service);
      return service;
    },
    async link(repository) {
      const { id } = await createProject(database.db, 'Killed', defaultSettings().statuses);
      await until('the repository is known', async () => (await linkByName({ db: database.db, jobs }, id, repository)).outcome !== 'refused');
      return id;
    },
    async pulled(projectId) {
      await until('the pull', async () => (await linksOfProject(database.db, projectId)).every(({ backfill }) => backfill.state === 'live'));
    },
    async traces() {
      const { rows: left } = await database.db.raw<{ rows: object[] }>(
        "SELECT name, state, retry_count, data, started_on, heartbeat_on, start_after, now() FROM pgboss.job WHERE state NOT IN ('completed', 'cancelled') AND name NOT LIKE '\\_\\_%'",
      );
      return [...left.map((job) => JSON.stringify(job)), ...services.flatMap(({ pid, lines }) => lines.slice(-5).map((line) => `${pid}: ${line.slice(0, 300)}`))].join('\n');
    },
    async strike() {
      for (const service of services) service.kill('SIGKILL');
      await Promise.all(services.map(({ ended }) => ended));
      await jobs.boss.stop({ graceful: false });
      await github.close();
      // Connections of the killed end when PostgreSQL notices.
      await until('the connections have ended', async () => (await database.db.raw("SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'lockstep-test'")).rowCount === 0);
      await database.drop();
    },
  };
}
