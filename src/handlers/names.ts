/**
 * `label.*` and `milestone.*`: issues carry them by name, and GitHub sends no event for each issue
 * when a name (or a milestone's due date) changes or goes. The repository is pulled again; what reads differently is merged.
 */
import type { Probot } from 'probot';
import { z } from 'zod';
import { catchUp } from '../sync/catch-up.ts';
import { retryNamed } from '../sync/retry-named.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({
  action: z.string(),
  repository: z.object({ id: z.int() }),
  label: z.object({ name: z.string() }).nullish(),
  milestone: z.object({ title: z.string() }).nullish(),
  changes: z.object({ name: z.unknown(), title: z.unknown(), due_on: z.unknown() }).partial().nullish(),
});

export function registerNames(probot: Probot, { engine, note }: HandlerParts): void {
  const onName = async ({ id, name, payload }: { id: string; name: string; payload: unknown }): Promise<void> => {
    const { action, repository, changes, ...made } = envelope.parse(payload);
    if (action === 'created') {
      const missed = made.label?.name ?? made.milestone?.title ?? '';
      const retried = await engine.db.transaction((trx) => retryNamed(trx, engine.jobs, repository.id, missed));
      return note(id, `no issue carries it yet; ${retried} issue(s) missed it and are written again`);
    }
    const tells = changes?.name !== undefined || changes?.title !== undefined || changes?.due_on !== undefined;
    if (action !== 'deleted' && !tells) return note(id, `the ${name}'s name stayed`);
    await engine.db.transaction((trx) => catchUp(trx, engine.jobs, repository.id));
    note(id, `${name} ${action}: linked projects pull the repository again`);
  };
  probot.on('label', onName);
  probot.on('milestone', onName);
}
