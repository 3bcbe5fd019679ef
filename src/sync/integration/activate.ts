/**
 * Begins, or goes on with, a project's integration: settings and repositories together, or nothing.
 * Every repository is checked before the first is linked (I12); then all are linked and pulled.
 */
import { parseSettings } from '../../core/settings.ts';
import type { Caller } from '../../core/policy.ts';
import { repositoryIdsOf } from '../../store/installations.ts';
import { linkAs, noteUnlinked, refusalToLink, type LinkParts } from '../access/link-as.ts';
import type { Reach } from '../access/reach.ts';
import type { IntegrationParts } from './parts.ts';
import { readIntegration, type IntegrationView } from './read.ts';
import { updateIntegration, type SettingsChange, type UpdateOutcome } from './update.ts';

export interface Activation extends SettingsChange {
  repositories: readonly { fullName: string; privateConsent: boolean }[];
}

export type ActivationOutcome = UpdateOutcome | { outcome: 'not linked'; refusals: { repository: string; reason: string }[] };

/** @throws SignInAgain, GitHubError where GitHub cannot be asked: then nothing is changed */
export async function activateIntegration(parts: IntegrationParts, caller: Caller, { repositories, ...change }: Activation): Promise<ActivationOutcome> {
  const { db } = parts.engine;
  const before = await readIntegration(db, change.projectId);
  if (!before) return { outcome: 'missing' };
  const parsed = parseSettings({ statuses: before.settings.statuses, ...(change.settings ?? before.settings) });
  if (!parsed.ok) return { outcome: 'invalid', problems: parsed.problems };
  const linking: LinkParts = { engine: parts.engine, people: { reach: askedOnce(parts.reach) } };
  const known = new Set(before.repositories.map(({ link }) => `${link.owner}/${link.name}`.toLowerCase()));
  const wanted = repositories.filter(({ fullName }) => !known.has(fullName.toLowerCase())).map((one) => ({ ...one, projectId: change.projectId, writes: parsed.settings.direction !== 'pull' }));
  const refusals: { repository: string; reason: string }[] = [];
  for (const request of wanted) {
    const reason = await refusalToLink(linking, caller, request);
    if (reason !== null) refusals.push({ repository: request.fullName, reason });
  }
  if (refusals.length > 0) await noteUnlinked(db, caller, change.projectId);
  if (refusals.length > 0) return { outcome: 'not linked', refusals };
  const joining = [...(await repositoryIdsOf(db, wanted.map(({ fullName }) => fullName))).values()];
  const updated = await updateIntegration(parts, caller, change, joining);
  if (updated.outcome !== 'saved') return updated;
  for (const request of wanted) {
    const linked = await linkAs(linking, caller, request);
    if (linked.outcome === 'refused') refusals.push({ repository: request.fullName, reason: linked.reason });
  }
  // Lost in this very moment: the others are linked, and the same call again goes on with these.
  if (refusals.length > 0) return { outcome: 'not linked', refusals };
  return { outcome: 'saved', integration: (await readIntegration(db, change.projectId)) as IntegrationView };
}

/** Many repositories of one installation are one question. */
function askedOnce(reach: Pick<Reach, 'live'>): Pick<Reach, 'live'> {
  const asked = new Map<number, ReturnType<Reach['live']>>();
  return {
    live(userId, installationId) {
      const known = asked.get(installationId) ?? reach.live(userId, installationId);
      asked.set(installationId, known);
      return known;
    },
  };
}
