/** How a project's sync is, as the page and the REST API ask for it. */
import { writeAudit } from '../store/audit.ts';
import { readSkew } from '../store/clock-skew.ts';
import { databaseTime, type Db } from '../store/db.ts';
import { linksOfProject, type Link } from '../store/projects.ts';
import { apiStandings, repositoryFacts, type ApiStanding, type RepositoryFacts } from '../store/sync-facts.ts';
import { seriesOf } from '../store/sync-series.ts';
import { parkedDeliveries, troubledMappings, troubleOfAction, type ParkedDelivery, type TroubledMapping } from '../store/troubles.ts';
import { latestVerification, runningVerification, withoutRepositories, type Verification } from '../store/verifications.ts';
import { actorOf, type Access } from '../sync/access/access.ts';
import { adviceOn } from '../sync/advice.ts';
import type { Engine } from '../sync/engine.ts';
import { GRAVITY, healthOf } from '../sync/health.ts';
import { pullWait, type PullWait } from '../sync/pull-wait.ts';
import { takeUpAgain } from '../sync/take-up-again.ts';
import { accuracyOf } from '../sync/verify.ts';
import { toSeries } from './sync-series.ts';
import { TROUBLES_MAX } from './trpc/limits.ts';
import type { HealthServices } from './trpc/health.ts';
import { TARGETS, type CallingOffShape, type HealthShape, type RepositoryHealthShape, type TroubleShape, type VerificationShape } from './trpc/health-shapes.ts';


export function healthServices({ engine, access, githubUrl }: { engine: Engine; access: Access; githubUrl: string }): HealthServices {
  const { db, jobs } = engine;
  return {
    async get(projectId, { caller }) {
      const id = Number(projectId);
      return readHealth(db, id, await access.hiddenRepositories(caller, id), githubUrl);
    },
    async series({ projectId, range, repositoryId }, { caller }) {
      const id = Number(projectId);
      const marks = await seriesOf(db, { projectId: id, range, repositoryId: repositoryId === null ? null : Number(repositoryId), hidden: await access.hiddenRepositories(caller, id) });
      return toSeries(range, marks, Date.parse(await databaseTime(db)));
    },
    async troubles(projectId, { caller }) {
      const id = Number(projectId);
      const hidden = await access.hiddenRepositories(caller, id);
      const links = await visible(db, id, hidden);
      const [mappings, deliveries] = await Promise.all([
        troubledMappings(db, id, hidden, TROUBLES_MAX), parkedDeliveries(db, links.map(({ repositoryId }) => repositoryId), TROUBLES_MAX),
      ]);
      return [...deliveries.map(ofDelivery), ...mappings.map(ofMapping)].slice(0, TROUBLES_MAX);
    },
    async troubleOf(actionId) {
      const found = await troubleOfAction(db, Number(actionId));
      return found ? ofMapping(found) : null;
    },
    async verify(projectId, { caller }) {
      const id = Number(projectId);
      await writeAudit(db, { actor: actorOf(caller), event: 'sync.verified', projectId: id });
      await jobs.send('verify', { projectId: id, trigger: 'person' }, { key: String(id), priority: 1 });
      return seenBy(db, await runningVerification(db, id), await access.hiddenRepositories(caller, id));
    },
    async redeliver(projectId, { caller }) {
      const id = Number(projectId);
      await writeAudit(db, { actor: actorOf(caller), event: 'sync.redelivered', projectId: id });
      await jobs.send('heal', { full: true });
      return takeUpAgain(engine, { projectId: id, hidden: await access.hiddenRepositories(caller, id), deliveries: null, actionIds: null });
    },
  };
}

const visible = async (db: Db, projectId: number, hidden: readonly number[]): Promise<Link[]> =>
  (await linksOfProject(db, projectId)).filter(({ repositoryId }) => !hidden.includes(repositoryId));

async function readHealth(db: Db, projectId: number, hidden: readonly number[], githubUrl: string): Promise<HealthShape> {
  const links = await visible(db, projectId, hidden);
  const [facts, standings, clockSkewMs, verifying, verified, at] = await Promise.all([
    repositoryFacts(db, projectId), apiStandings(db, [...new Set(links.map(({ installationId }) => installationId))]), readSkew(db),
    runningVerification(db, projectId), latestVerification(db, projectId), databaseTime(db),
  ]);
  const now = new Date(at);
  const repositories = links.flatMap((link) => {
    const own = facts.get(link.repositoryId);
    return own ? [toRepositoryHealth(link, own, pullWait(standings, link.installationId, now), now, githubUrl)] : [];
  });
  return {
    at, repositories, clockSkewMs,
    state: GRAVITY.find((state) => repositories.some((one) => one.state === state)) ?? 'empty',
    api: [...Map.groupBy(standings, ({ account }) => account)].map(([account, rows]) => toAllowance(account, rows)),
    verifying: await seenBy(db, verifying, hidden),
    verified: await seenBy(db, verified, hidden),
    targets: TARGETS,
  };
}

function toRepositoryHealth(link: Link, facts: RepositoryFacts, wait: PullWait | null, now: Date, githubUrl: string): RepositoryHealthShape {
  const health = healthOf({ link, facts, wait, now });
  return {
    ...health,
    until: health.state === 'limited' ? (wait?.until.toISOString() ?? null) : null,
    id: String(link.repositoryId),
    fullName: `${link.owner}/${link.name}`,
    private: link.private,
    url: `${githubUrl}/${link.owner}/${link.name}`,
    pulled: link.backfill.pulled,
    total: link.backfill.total,
    lastSyncedAt: facts.lastSyncedAt?.toISOString() ?? null,
    polledAt: facts.polledAt?.toISOString() ?? null,
    lagSeconds: facts.lagSeconds,
    actions: facts.actions,
    conflicts: facts.conflicts,
    waiting: { pushes: facts.pushes, deliveries: facts.queuedDeliveries, braked: facts.braked, writes: facts.writes },
    callingOff: callingOffOf(facts),
    parked: { issues: facts.parked, deliveries: facts.parkedDeliveries },
    troubled: facts.troubled,
  };
}

/** A write whose issue moved on to another repository is counted there. */
export const callingOffOf = ({ callingOff: left, calledOff }: Pick<RepositoryFacts, 'callingOff' | 'calledOff'>): CallingOffShape | null =>
  left === 0 ? null : { left, total: Math.max(left, calledOff) };

function toAllowance(account: string, rows: readonly ApiStanding[]): HealthShape['api'][number] {
  return {
    account,
    blockedUntil: rows[0]?.blockedUntil?.toISOString() ?? null,
    resources: rows.flatMap(({ resource, limit, remaining, resetsAt }) =>
      resource === null || limit === null || remaining === null || resetsAt === null ? [] : [{ name: resource, limit, remaining, resetsAt: resetsAt.toISOString() }]),
  };
}

async function seenBy(db: Db, found: Verification | undefined, hidden: readonly number[]): Promise<VerificationShape | null> {
  return found ? toVerification(await withoutRepositories(db, found, hidden)) : null;
}

function toVerification(found: Verification): VerificationShape {
  const { id, state, trigger, mappings, total, fields, differences, explained, mended, startedAt, finishedAt } = found;
  return {
    id: String(id), state, trigger, mappings, total: Math.max(total, mappings), fields, differences, explained, mended,
    accuracy: state === 'done' ? accuracyOf(found) : null, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null,
  };
}

const PARKED = 'The last try did not succeed, and it waits for another one.';

function ofMapping({ actionId, title, repository, number, url, error, at }: TroubledMapping): TroubleShape {
  const sentence = error ?? PARKED;
  return { kind: 'issue', id: String(actionId), title, repository, number, url, sentence, ...adviceOn(sentence), at: at.toISOString() };
}

/** What an error of ours says may name tables, hosts or people: that is the operator's to read. */
function ofDelivery({ guid, event, action, repository, receivedAt }: ParkedDelivery): TroubleShape {
  return {
    kind: 'delivery', id: guid, title: action === null ? event : `${event}.${action}`, repository, number: null, url: null,
    sentence: 'This event could not be taken in, again and again.', advice: 'Retry it; where that does not help, the log of the service says more.', mend: 'redeliver', at: receivedAt.toISOString(),
  };
}
