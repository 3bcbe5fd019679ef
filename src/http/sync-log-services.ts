/** The sync log of a project, as the page and the REST API ask for it. */
import { writeAudit } from '../store/audit.ts';
import { findSyncLog, pageOfSyncLog, subjectsOf, type SyncLogDetail, type SyncLogFilter, type SyncLogView } from '../store/sync-log-views.ts';
import { actorOf, type Access } from '../sync/access/access.ts';
import { adviceOn } from '../sync/advice.ts';
import type { Engine } from '../sync/engine.ts';
import { takeUpAgain } from '../sync/take-up-again.ts';
import type { SyncLogServices } from './trpc/sync-log.ts';
import type { SyncLogDetailShape, SyncLogFilterShape, SyncLogRowShape } from './trpc/sync-log-shapes.ts';

export function syncLogServices({ engine, access }: { engine: Engine; access: Access }): SyncLogServices {
  const { db } = engine;
  return {
    async list({ projectId, before, limit, ...filter }, { caller }) {
      const id = Number(projectId);
      const found = await pageOfSyncLog(db, toFilter(id, filter, await access.hiddenRepositories(caller, id)), before === null ? null : Number(before), limit + 1);
      const items = found.slice(0, limit);
      return { items: items.map(toRow), next: found.length > limit ? String(items.at(-1)?.id) : null };
    },
    async get(projectId, id, { caller }) {
      const found = await findSyncLog(db, Number(projectId), Number(id), await access.hiddenRepositories(caller, Number(projectId)));
      return found ? toDetail(found) : null;
    },
    async retry(projectId, ids, { caller }) {
      const id = Number(projectId);
      const hidden = await access.hiddenRepositories(caller, id);
      await writeAudit(db, { actor: actorOf(caller), event: 'sync.retried', projectId: id, detail: ids === null ? {} : { rows: [...ids] } });
      const subjects = ids === null ? null : await subjectsOf(db, id, ids.map(Number), hidden);
      return takeUpAgain(engine, { projectId: id, hidden, deliveries: subjects?.guids ?? null, actionIds: subjects?.actionIds ?? null });
    },
  };
}

export function toFilter(projectId: number, { repositoryId, ...filter }: SyncLogFilterShape, hidden: readonly number[]): SyncLogFilter {
  return { ...filter, projectId, hidden, repositoryId: repositoryId === null ? null : Number(repositoryId) };
}

export function toRow({ id, at, repository, issueNumber, actionId, title, direction, trigger, outcome, fields, latencyMs, durationMs, error }: SyncLogView): SyncLogRowShape {
  return {
    id: String(id), at: at.toISOString(), repository, issueNumber, action: actionId === null ? null : { id: String(actionId), title: title ?? '' },
    direction, trigger, outcome, fields, latencyMs, durationMs, error,
  };
}

const DROPPED = 'GitHub did not take the values.';

function toDetail(found: SyncLogDetail): SyncLogDetailShape {
  const { changes, issueUrl, deliveryGuid, deliveryEvent, deliveryState, outcome, error } = found;
  return {
    ...toRow(found),
    issueUrl,
    changes: Object.entries(changes ?? {}).map(([field, { from, to }]) => ({ field, before: from, after: to })),
    delivery: deliveryGuid === null ? null : { guid: deliveryGuid, event: deliveryEvent, state: deliveryState },
    advice: outcome === 'failed' || outcome === 'dropped' ? adviceOn(error ?? DROPPED) : null,
  };
}
