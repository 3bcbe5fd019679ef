/** `pull_request.*` and `pull_request_review.*`: a linked pull request may set the status of an open issue. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { pullChanged } from '../sync/pull-changed.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ pull_request: z.object({ number: z.int() }), repository: z.object({ id: z.int() }) });

export function registerPullRequests(probot: Probot, { engine, note }: HandlerParts): void {
  const onPull = async ({ id, payload }: { id: string; payload: unknown }): Promise<void> => {
    const { pull_request: pull, repository } = envelope.parse(payload);
    note(id, await pullChanged(engine, repository.id, pull.number));
  };
  probot.on('pull_request', onPull);
  probot.on('pull_request_review', onPull);
}
