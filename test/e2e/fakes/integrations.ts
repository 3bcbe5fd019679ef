/** The integration of the fake project: settings in memory, everything else answers as if it had worked. */
import { defaultSettings, parseSettings, settingsInput } from '../../../src/core/settings.ts';
import type { IntegrationShape, SavedDraft } from '../../../src/http/trpc/integration-shapes.ts';
import type { IntegrationServices } from '../../../src/http/trpc/integrations.ts';
import { REPOSITORIES } from '../fake-actions.ts';

export function fakeIntegrations(): IntegrationServices {
  let draft: SavedDraft | null = null;
  const pull = { state: 'live', pulled: 320, total: 320, unreadable: 0, error: null, startedAt: null, finishedAt: null } as const;
  let now: IntegrationShape = {
    state: 'active', reason: null, version: 1, settings: settingsInput.parse({}), effective: defaultSettings(),
    pollEvery: 300, autoSync: true, actAsMembers: false, brakeLimit: 100, brake: { since: null, waiting: 0, issues: [] },
    repositories: REPOSITORIES.map((repository) => ({
      ...repository, archived: false, openToMembers: false, pull, actions: 160, polledAt: null, pollError: null, pausedBecause: null, readOnlyBecause: null,
    })),
  };
  const problemsOf = (settings: unknown) => {
    const parsed = parseSettings(settings);
    return parsed.ok ? [] : parsed.problems;
  };
  return {
    get: async () => now,
    check: async (_project, settings) => problemsOf(settings),
    async update({ expectedVersion, settings, switches }) {
      if (expectedVersion !== now.version) return { outcome: 'stale', integration: now };
      const wanted = { statuses: now.settings.statuses, ...(settings ?? now.settings) };
      const parsed = parseSettings(wanted);
      if (!parsed.ok) return { outcome: 'invalid', problems: parsed.problems };
      const given = Object.fromEntries(Object.entries(switches ?? {}).filter(([, value]) => value !== undefined));
      now = { ...now, ...given, settings: settingsInput.parse(wanted), effective: parsed.settings, version: now.version + 1 };
      return { outcome: 'saved', integration: now };
    },
    draft: async () => draft,
    async saveDraft(_project, saved, { login }) {
      draft = { ...saved, savedBy: login, savedAt: new Date().toISOString() };
    },
    async discardDraft() {
      draft = null;
    },
    async pause(_project, reason) {
      now = { ...now, state: 'paused', reason };
    },
    async resume() {
      now = { ...now, state: 'active', reason: null };
    },
    controlPull: async () => true,
    sync: async () => ({ repositories: now.repositories.length, actions: 0, held: [] }),
    settleBrake: async () => 0,
    why: async (_project, issue) => ({ synced: true, rule: 'synced', sentence: `${issue} is synced.` }),
  };
}
