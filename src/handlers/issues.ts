/** `issues.*`: what GitHub says of an issue, as a hint for every project that has its repository linked. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { issueFromWebhook } from '../core/issue.ts';
import type { Cause } from '../sync/engine.ts';
import { issueGone } from '../sync/gone.ts';
import { keepOverwritten } from '../sync/overwritten.ts';
import { observeHint } from '../sync/observe-hint.ts';
import { refreshIssue } from '../sync/refresh.ts';
import type { HandlerParts } from './register.ts';

const from = z.object({ from: z.string() }).optional();

const envelope = z.object({
  action: z.string(),
  issue: z.looseObject({ id: z.int(), number: z.int() }),
  repository: z.object({ id: z.int() }),
  sender: z.object({ login: z.string() }).nullish().catch(null),
  changes: z.object({ title: from, body: from }).partial().nullish().catch(null),
});

export function registerIssues(probot: Probot, { engine, note, receivedAt }: HandlerParts): void {
  probot.on('issues', async ({ id, payload }) => {
    const { action, issue, repository, sender, changes } = envelope.parse(payload);
    const cause: Cause = {
      trigger: 'webhook', deliveryGuid: id, actor: sender?.login ?? null, startedAt: performance.now(), receivedAt: receivedAt(id),
    };
    const { id: issueId, number } = issue;
    if (action === 'deleted' || action === 'transferred') {
      const detached = await issueGone(engine, { id: issueId, number, repositoryId: repository.id }, action, cause);
      return note(id, detached === 0 ? `issue ${action}; no action had it` : `issue ${action}; ${detached} action(s) detached`);
    }
    const snapshot = issueFromWebhook(issue, repository.id);
    // Some actions come with a part of the issue only: it is read in full.
    if (!snapshot) return note(id, `${await refreshIssue(engine, issueId)} action(s) to be read again`);
    note(id, await observeHint(engine, snapshot, cause));
    if (action === 'edited' && changes) await keepOverwritten(engine, snapshot, { title: changes.title?.from, body: changes.body?.from }, cause);
  });
}
