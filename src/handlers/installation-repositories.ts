/** `installation_repositories.*`: repositories join or leave an installation. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { toInstallation, toRepository } from '../github/discover.ts';
import { removeRepositories, upsertInstallation, upsertRepositories } from '../store/installations.ts';
import { catchUp } from '../sync/catch-up.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({
  installation: z.unknown(),
  repositories_added: z.array(z.unknown()),
  repositories_removed: z.array(z.object({ id: z.int() })),
});

export function registerInstallationRepositories(probot: Probot, { engine, note }: HandlerParts): void {
  probot.on('installation_repositories', async ({ id, payload }) => {
    const event = envelope.parse(payload);
    const installation = toInstallation(event.installation);
    const added = event.repositories_added.map(toRepository);
    const removed = event.repositories_removed.map((repository) => repository.id);
    await engine.db.transaction(async (trx) => {
      await upsertInstallation(trx, installation);
      await upsertRepositories(trx, installation.id, added);
      await removeRepositories(trx, removed);
      for (const repository of added) await catchUp(trx, engine.jobs, repository.id);
    });
    note(id, `${added.length} repositories added, ${removed.length} removed`);
  });
}
