/** `installation.*`: what the App may reach at all. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { toInstallation } from '../github/discover.ts';
import { setInstallationState, upsertInstallation } from '../store/installations.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ action: z.string(), installation: z.unknown() });

export function registerInstallation(probot: Probot, { engine, note }: HandlerParts): void {
  probot.on('installation', async ({ id, payload }) => {
    const { action, installation } = envelope.parse(payload);
    const facts = toInstallation(installation);
    if (action === 'deleted') {
      await setInstallationState(engine.db, facts.id, 'deleted');
      return note(id, 'installation deleted; its repositories are out of reach');
    }
    await upsertInstallation(engine.db, { ...facts, suspended: action === 'suspend' || (facts.suspended && action !== 'unsuspend') });
    if (action === 'suspend') return note(id, 'installation suspended');
    await engine.jobs.send('discover', { installationId: facts.id }, { key: String(facts.id) });
    note(id, `installation ${action}; its repositories are being read`);
  });
}

