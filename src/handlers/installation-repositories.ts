/** `installation_repositories.*`: repositories join or leave an installation. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { toInstallation, toRepository } from '../github/discover.ts';
import { loseRepositories, rememberInstallation, rememberRepositories } from '../sync/lifecycle.ts';
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
      await rememberInstallation(trx, engine.jobs, installation);
      await rememberRepositories(trx, engine.jobs, installation.id, added);
      await loseRepositories(trx, installation.id, removed);
      // Events come in any order: what holds now is read from GitHub.
      await engine.jobs.send('discover', { installationId: installation.id }, { key: String(installation.id) }, trx);
    });
    note(id, `${added.length} repositories added, ${removed.length} removed`);
  });
}
