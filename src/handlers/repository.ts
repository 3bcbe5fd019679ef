/** `repository.*`: names, visibility and reach of a repository. Its numeric id stays through all of it. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { toRepository } from '../github/discover.ts';
import { findRepository, removeRepositories, upsertRepositories } from '../store/installations.ts';
import { catchUp } from '../sync/catch-up.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ action: z.string(), repository: z.unknown(), installation: z.object({ id: z.int() }).nullish() });

export function registerRepository(probot: Probot, { engine, note }: HandlerParts): void {
  probot.on('repository', async ({ id, payload }) => {
    const { action, repository, installation } = envelope.parse(payload);
    const facts = toRepository(repository);
    const known = await findRepository(engine.db, facts.id);
    if (action === 'deleted') {
      await removeRepositories(engine.db, [facts.id], 'deleted');
      return note(id, 'repository deleted; its issues are out of reach');
    }
    const installationId = installation?.id ?? known?.installationId;
    if (installationId === undefined) return note(id, 'the App has no installation for this repository');
    await engine.db.transaction(async (trx) => {
      await upsertRepositories(trx, installationId, [facts]);
      // GitHub sends no issue events for an archived repository; what changed around it is read afterwards.
      if (action === 'unarchived' || action === 'transferred') await catchUp(trx, engine.jobs, facts.id);
    });
    note(id, `repository ${action}: now ${facts.owner}/${facts.name}`);
  });
}
