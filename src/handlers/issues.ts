/** `issues.*`: what GitHub says of an issue, as a hint for every project that has its repository linked. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { issueFromWebhook } from '../core/issue.ts';
import { mappingsOfIssueEverywhere } from '../store/mappings.ts';
import { differingLocks } from '../store/transfers.ts';
import { adoptLeaving } from '../sync/adopt-leaving.ts';
import type { Cause, Engine } from '../sync/engine.ts';
import type { Followed } from '../sync/follow-transfer.ts';
import { followTransfer } from '../sync/follow-transfer.ts';
import { issueGone } from '../sync/gone.ts';
import { keepCleared, keepReplaced, keepSet } from '../sync/overwritten.ts';
import { observeHint } from '../sync/observe-hint.ts';
import { refreshIssue } from '../sync/refresh.ts';
import type { HandlerParts } from './register.ts';
import { afterStep, replacedBy, setBy, toldBy } from './steps.ts';

const envelope = z.object({
  action: z.string(),
  issue: z.looseObject({ id: z.int(), number: z.int() }),
  repository: z.object({ id: z.int() }),
  sender: z.object({ login: z.string() }).nullish().catch(null),
});

const place = { issue: z.looseObject({ id: z.int(), number: z.int() }), repository: z.object({ id: z.int() }) };

/** Both ends of a transfer: `transferred` tells the new one, `opened` the old one. */
const transfer = z.union([
  z.object({ changes: z.object({ new_issue: place.issue, new_repository: place.repository }) }),
  z.object({ changes: z.object({ old_issue: place.issue, old_repository: place.repository }) }),
]);

export function registerIssues(probot: Probot, { engine, note, receivedAt }: HandlerParts): void {
  probot.on('issues', async ({ id, payload }) => {
    const { action, issue, repository, sender } = envelope.parse(payload);
    const cause: Cause = {
      trigger: 'webhook', deliveryGuid: id, actor: sender?.login ?? null, startedAt: performance.now(), receivedAt: receivedAt(id),
    };
    const { id: issueId, number } = issue;
    const here = { id: issueId, number, repositoryId: repository.id };
    const moved = transfer.safeParse(payload).data?.changes;
    const leaving = moved && 'old_issue' in moved ? issueFromWebhook(moved.old_issue, moved.old_repository.id)
      : action === 'deleted' || action === 'transferred' ? issueFromWebhook(issue, repository.id) : null;
    if (leaving) await adoptLeaving(engine, leaving, cause);
    if (moved && 'new_issue' in moved) {
      const there = issueFromWebhook(moved.new_issue, moved.new_repository.id);
      if (there) {
        const followed = await followTransfer(engine, here, there, cause);
        // The event of the other repository may be late or lost: every project that has it linked judges the issue now.
        return note(id, `${followedWords(followed)}; there: ${await observeHint(engine, there, [], cause)}`);
      }
    }
    if (action === 'deleted' || action === 'transferred') {
      const detached = await issueGone(engine, here, action, cause);
      return note(id, detached === 0 ? `issue ${action}; no action had it` : `issue ${action}; ${detached} action(s) detached`);
    }
    const snapshot = issueFromWebhook(issue, repository.id);
    // Some actions come with a part of the issue only: it is read in full.
    if (!snapshot) return note(id, `${await refreshIssue(engine, issueId)} action(s) to be read again`);
    if (moved && 'old_issue' in moved) {
      await followTransfer(engine, { ...moved.old_issue, repositoryId: moved.old_repository.id }, snapshot, cause);
    }
    const after = afterStep(action, snapshot, payload);
    note(id, await observeHint(engine, after.issue, toldBy(action, snapshot, payload, cause.actor), cause, after.passing));
    // Locking may fall into the second of another change, and then says nothing newer.
    if (action === 'locked' || action === 'unlocked') await refreshLocks(engine, issueId, snapshot.locked);
    const set = setBy(action, snapshot, payload);
    const replaced = replacedBy(action, snapshot, payload);
    if (!set && !replaced) return;
    const mappings = await mappingsOfIssueEverywhere(engine.db, issueId);
    if (set) {
      await keepSet(engine, mappings, set, snapshot.updatedAt, cause);
      await keepCleared(engine, mappings, action, set, cause);
    }
    if (replaced) await keepReplaced(engine, mappings, replaced, snapshot.updatedAt, cause);
  });
}

function followedWords({ followed, detached }: Followed): string {
  return followed + detached === 0 ? 'issue transferred; no action had it' : `issue transferred; ${followed} action(s) followed, ${detached} detached`;
}

async function refreshLocks(engine: Engine, issueId: number, locked: boolean): Promise<void> {
  for (const mappingId of await differingLocks(engine.db, issueId, locked)) await engine.jobs.send('refresh', { mappingId }, { key: String(mappingId) });
}
