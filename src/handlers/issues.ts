/** `issues.*`: what GitHub says of an issue, as a hint for every project that has its repository linked. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { issueFromRest } from '../core/issue.ts';
import type { Cause } from '../sync/engine.ts';
import { issueGone } from '../sync/gone.ts';
import { observeHint } from '../sync/observe-hint.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({
  action: z.string(),
  issue: z.unknown(),
  repository: z.object({ id: z.int() }),
  sender: z.object({ login: z.string() }).nullish().catch(null),
});

export function registerIssues(probot: Probot, { engine, note, receivedAt }: HandlerParts): void {
  probot.on('issues', async ({ id, payload }) => {
    const { action, issue, repository, sender } = envelope.parse(payload);
    const cause: Cause = {
      trigger: 'webhook', deliveryGuid: id, actor: sender?.login ?? null, startedAt: performance.now(), receivedAt: receivedAt(id),
    };
    const snapshot = issueFromRest(issue, repository.id);
    if (action === 'deleted' || action === 'transferred') {
      const detached = await issueGone(engine, snapshot, action, cause);
      return note(id, detached === 0 ? `issue ${action}; no action had it` : `issue ${action}; ${detached} action(s) detached`);
    }
    note(id, await observeHint(engine, snapshot, cause));
  });
}
