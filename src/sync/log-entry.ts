import type { SyncLogEntry } from '../store/sync-logs.ts';
import type { Cause } from './engine.ts';

type What = Pick<SyncLogEntry, 'mappingId' | 'actionId' | 'issueNumber' | 'direction' | 'outcome'> & Partial<Pick<SyncLogEntry, 'changes' | 'error'>>;

/** A row of the sync log: what was done to whom, with its cause and how long it took. */
export function logEntry(link: Pick<SyncLogEntry, 'projectId' | 'integrationId' | 'repositoryId'>, cause: Cause, what: What): SyncLogEntry {
  return {
    projectId: link.projectId,
    integrationId: link.integrationId,
    repositoryId: link.repositoryId,
    changes: null,
    error: null,
    ...what,
    trigger: cause.trigger,
    deliveryGuid: cause.deliveryGuid,
    receivedAt: cause.receivedAt,
    durationMs: performance.now() - cause.startedAt,
  };
}
