/** `installation.*`: what the App may reach at all. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { toInstallation } from '../github/discover.ts';
import { forgetInstallation, rememberInstallation } from '../sync/lifecycle.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ action: z.string(), installation: z.unknown() });

export function registerInstallation(probot: Probot, { engine, note }: HandlerParts): void {
  probot.on('installation', async ({ id, payload }) => {
    const { action, installation } = envelope.parse(payload);
    const facts = toInstallation(installation);
    const suspended = action === 'suspend' || (facts.suspended && action !== 'unsuspend');
    await engine.db.transaction(async (trx) => {
      if (action === 'deleted') await forgetInstallation(trx, facts.id);
      else await rememberInstallation(trx, engine.jobs, { ...facts, suspended });
      // Events come in any order: what holds now is read from GitHub.
      await engine.jobs.send('discover', { installationId: facts.id }, { key: String(facts.id) }, trx);
    });
    note(id, action === 'deleted' ? 'installation deleted; its repositories are out of reach' : `installation ${action}; its repositories are being read`);
  });
}
