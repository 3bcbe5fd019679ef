/** `repository.*`: names, visibility and reach of a repository. Its numeric id stays through all of it. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { toRepository } from '../github/discover.ts';
import { findRepository, installationState } from '../store/installations.ts';
import { rememberRepositories, repositoryDeleted } from '../sync/lifecycle.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ action: z.string(), repository: z.unknown(), installation: z.object({ id: z.int() }).nullish() });

export function registerRepository(probot: Probot, { engine, note }: HandlerParts): void {
  probot.on('repository', async ({ id, payload }) => {
    const { action, repository, installation } = envelope.parse(payload);
    const facts = toRepository(repository);
    if (action === 'deleted') {
      await engine.db.transaction((trx) => repositoryDeleted(trx, facts.id));
      return note(id, 'repository deleted; its issues are out of reach');
    }
    const known = await findRepository(engine.db, facts.id);
    const installationId = installation?.id ?? known?.installationId;
    if (installationId === undefined) return note(id, 'the App has no installation for this repository');
    const state = await installationState(engine.db, installationId);
    if (state === undefined || state === 'deleted') {
      // The event of the installation itself is late, or lost, or this one is older than its end: GitHub tells what there is.
      await engine.jobs.send('discover', {});
      return note(id, `the installation is ${state ? 'no more' : 'not known yet'}: read from GitHub`);
    }
    await engine.db.transaction(async (trx) => {
      await rememberRepositories(trx, engine.jobs, installationId, [facts]);
      // Events come in any order: what holds now is read from GitHub.
      await engine.jobs.send('discover', { installationId }, { key: String(installationId) }, trx);
    });
    note(id, `repository ${action}: now ${facts.owner}/${facts.name}`);
  });
}
