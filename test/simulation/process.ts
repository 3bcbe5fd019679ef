/** One process of the service: everything it remembers is made anew when it is started again. */
import type { Logger } from 'pino';
import { ignoredReason } from '../../src/handlers/ignored.ts';
import { isHandled, registerHandlers } from '../../src/handlers/register.ts';
import { createGitHub } from '../../src/github/clients.ts';
import { GitHubError } from '../../src/github/errors.ts';
import { createInbox, type Inbox } from '../../src/http/inbox.ts';
import type { Jobs } from '../../src/queue/boss.ts';
import { queueDeliveries } from '../../src/queue/delivery-jobs.ts';
import { createBudgetStore } from '../../src/store/budgets.ts';
import type { Db } from '../../src/store/db.ts';
import { storeDeliveries, type DeliveryKey, type IncomingDelivery } from '../../src/store/deliveries.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { startEngineWorkers } from '../../src/sync/workers.ts';
import { crashingDb, statement } from './crashing-db.ts';
import type { SimGitHub } from './github.ts';
import { createSimJobs, type Registered, type Unsent } from './jobs.ts';
import type { SimJob, SimQueue } from './queue.ts';
import { TO_THE_END, type Tasks } from './tasks.ts';

export interface SimProcess {
  alive: boolean;
  engine: Engine;
  inbox: Inbox;
  registered: Registered;
  /** Jobs fetched and not finished. */
  active: Set<SimJob>;
}

export interface ProcessParts {
  db: Db;
  github: SimGitHub;
  queue: SimQueue;
  /** The database's time, epoch milliseconds. */
  databaseNow: () => number;
  tasks: Tasks;
  /** A line for the trace. */
  note: (line: string) => void;
  /** Something that must never happen did. */
  violate: (what: string) => void;
}

export async function startProcess(parts: ProcessParts): Promise<SimProcess> {
  const { github, tasks } = parts;
  const process = { alive: true, active: new Set<SimJob>() } as SimProcess;
  const unsent: Unsent = new WeakMap();
  const db = crashingDb({
    db: parts.db, tasks, process,
    onCommit(trx) {
      for (const job of unsent.get(trx) ?? []) parts.queue.add(job);
    },
  });
  const { jobs, registered } = createSimJobs({
    queue: parts.queue, now: parts.databaseNow, unsent,
    alone: async (send) => void (await statement({ tasks, process }, async () => send())),
  });
  process.registered = registered;
  const log = loggerOf(parts, process);
  await tasks.start('start', process, TO_THE_END, async () => {
    const { app } = github.state;
    const engine: Engine = {
      db, jobs, log,
      github: await createGitHub({
        credentials: { appId: app.id, privateKey: app.privateKey, webhookSecrets: [app.webhookSecret], clientId: app.clientId, clientSecret: app.clientSecret } as never,
        apiUrl: github.apiUrl, log, budgets: createBudgetStore(db), onAnswer: () => {}, fetch: fetchOf(parts, process),
      }),
    };
    const notes = new Map<string, { receivedAt: string; outcome: string | null }>();
    registerHandlers(engine.github.probot, {
      engine,
      receivedAt: (guid) => notes.get(guid)?.receivedAt ?? null,
      note: (guid, outcome) => {
        const entry = notes.get(guid);
        if (entry) entry.outcome = outcome;
        if (process.alive) parts.note(`    ${outcome}`);
      },
    });
    await startEngineWorkers({ engine, ignoredReason, isHandled, notes, onFinished: () => {}, onJob: () => {} });
    Object.assign(process, { engine, inbox: createInbox((deliveries) => commit(db, jobs, deliveries)) });
  });
  return process;
}

/** One commit, as in the service, and jobs go to this queue. */
async function commit(db: Db, jobs: Jobs, deliveries: readonly IncomingDelivery[]): Promise<void> {
  await db.transaction(async (trx) => queueDeliveries(jobs, trx, await storeDeliveries<DeliveryKey>(trx, deliveries, 'SELECT * FROM needing')));
}

/** Every call is a point before it leaves and when its answer is there; none may leave while a transaction is open (I8). */
function fetchOf({ github, tasks, note, violate }: ProcessParts, process: SimProcess): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const url = String(input);
    const name = `${init.method ?? 'GET'} ${url.slice(github.apiUrl.length - '/api/v3'.length)}${operationOf(init.body)}`;
    const task = tasks.taskOf(process);
    if (task.transactions > 0) violate(`I8: ${name} is called while a transaction is open`);
    const shared = SHARED.test(name) ? 'shared ' as const : '' as const;
    await tasks.point(process, `${shared}call`);
    const fault = tasks.fault(process, shared === '' && isWrite(init));
    const before = github.state.history.length;
    const answer = await github.ask(url, init, fault).catch((error: unknown) => error as Error);
    const writes = github.state.history.slice(before).map(({ action, changes }) => `${action} ${JSON.stringify(changes)}`);
    note(`    ${name} -> ${answer instanceof Error ? 'no answer' : answer.status}${fault ? ` (${JSON.stringify(fault)})` : ''}${writes.map((write) => `\n      ${write}`).join('')}`);
    await tasks.point(process, `${shared}answer`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

/** Calls that a process makes once for whoever needs them at the time. */
const SHARED = /\/access_tokens |\/access_tokens$| lockstepSchema$|\/app$/;

function isWrite({ method = 'GET', body }: RequestInit): boolean {
  return method !== 'GET' && !(typeof body === 'string' && /"query":"\s*query/.test(body));
}

function operationOf(body: unknown): string {
  const found = typeof body === 'string' ? /query (\w+)/.exec(body) : null;
  if (found) return ` ${found[1]}`;
  return typeof body === 'string' && body !== '{}' ? ` ${body}` : '';
}

/** Whatever is logged as an error and is none of GitHub's is a fault of the program. */
function loggerOf({ note, violate }: ProcessParts, process: SimProcess): Logger {
  const judge = (data: unknown, message?: unknown): void => {
    if (!process.alive) return;
    const { err } = (data ?? {}) as { err?: unknown };
    if (err instanceof Error && !isGitHubs(err)) violate(`unexpected error (${String(message)}): ${err.stack ?? err.message}`);
    else note(`    log: ${String(message ?? data)}${err instanceof Error ? ` (${err.message})` : ''}`);
  };
  const quiet = (): void => {};
  const log = { level: 'warn', trace: quiet, debug: quiet, info: quiet, warn: judge, error: judge, fatal: judge, child: () => log };
  return log as unknown as Logger;
}

function isGitHubs(error: Error): boolean {
  if (error instanceof AggregateError) return error.errors.every((each) => each instanceof Error && isGitHubs(each));
  return error instanceof GitHubError || error.name === 'GitHubError' || error.name === 'HttpError' || (error.cause instanceof Error && isGitHubs(error.cause));
}
