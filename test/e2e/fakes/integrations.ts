/** The integration of the fake project: settings in memory, everything else answers as if it had worked. */
import { defaultSettings, parseSettings, settingsInput } from '../../../src/core/settings.ts';
import type { DryRunResult, FactsAnswer, IntegrationShape, PreviewShape, SavedDraft } from '../../../src/http/trpc/integration-shapes.ts';
import type { IntegrationServices } from '../../../src/http/trpc/integrations.ts';
import type { MappingServices } from '../../../src/http/trpc/mappings.ts';
import { REPOSITORIES } from '../fake-actions.ts';

type Facts = Extract<FactsAnswer, { outcome: 'read' }>['facts'];

const FACTS: Facts = {
  labels: [{ name: 'bug', color: 'd73a4a', description: '', count: 120 }, { name: 'P1', color: 'b60205', description: '', count: 12 }],
  milestones: [{ title: 'v1.0', state: 'open', dueOn: null, count: 40 }], issueTypes: [{ name: 'Bug', count: 9 }],
  issueFields: [{ name: 'Effort', type: 'single_select', options: ['Small', 'Large'], used: [{ name: 'Small', count: 7 }, { name: 'Large', count: 0 }] }], projects: [],
  people: [{ name: 'maren-holt', count: 30 }, { name: 'nobody-here', count: 4 }], issues: 320, looked: 300, unavailable: [],
};

const RESULT: DryRunResult = {
  issues: 320, admitted: 300, filtered: [{ value: 'filters.exclude.labels', count: 20 }], statuses: [{ value: 'open', count: 200 }, { value: 'done', count: 100 }],
  priorities: [{ value: 'none', count: 288 }, { value: 'high', count: 12 }], categories: [{ value: 'bug', count: 120 }, { value: 'none', count: 180 }], tags: [{ value: 'ui', count: 30 }],
  unusedLabels: [], unmatchedPeople: [{ value: 'nobody-here', count: 4 }], requests: 4, points: 8, seconds: 3.2,
  samples: [{ repository: 'acme/payments', number: 1, title: 'Refunds fail on Sundays', labels: ['bug'], values: { title: 'Refunds fail on Sundays', status: 'open', priority: null, category: 'bug' } }],
};

/** Who is who. */
export const fakeMappings = (): MappingServices => ({
  people: async () => ({ version: 1, members: [{ userId: '1', login: 'maren-holt', name: 'Maren Holt', role: 'lead', also: [] }], unmatched: [{ login: 'maren-private', count: 4, guess: { member: 'maren-holt', because: 'name' } }] }),
  setPerson: async () => ({ outcome: 'refused', reason: 'Nothing is saved here.' }),
});



export function fakeIntegrations(): IntegrationServices {
  let draft: SavedDraft | null = null;
  let shown: PreviewShape | null = null;
  const pull = { state: 'live', pulled: 320, total: 320, unreadable: 0, error: null, startedAt: null, finishedAt: null } as const;
  let now: IntegrationShape = {
    state: 'active', reason: null, version: 1, settings: settingsInput.parse({}), effective: defaultSettings(),
    pollEvery: 300, autoSync: true, actAsMembers: false, brakeLimit: 100, brakeClosingLimit: 25, brake: { since: null, waiting: 0, closing: 0, unlabelling: 0, callingOff: null, issues: [] },
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
    async impact({ settings }) {
      if (problemsOf(settings).length > 0) return { outcome: 'invalid', problems: problemsOf(settings) };
      const fields = [{ field: 'Status', from: 'Open', to: 'Done' }];
      const issues = [{ actionId: '1', title: 'Dispatcher loses a job on restart', repository: 'acme/core', number: 7, fields }];
      return { outcome: 'weighed', impact: { writes: 3, closing: 2, unlabelling: 0, losing: 2, changes: 1, looked: 160, total: 160, limit: 100, closingLimit: 25, issues } };
    },
    activate: async ({ settings }) => (problemsOf(settings ?? {}).length > 0 ? { outcome: 'invalid', problems: problemsOf(settings) } : { outcome: 'saved', integration: now }),
    async unlink({ repositoryId }) {
      now = { ...now, repositories: now.repositories.filter(({ id }) => id !== repositoryId) };
      return 160;
    },
    facts: async () => ({ outcome: 'read', facts: FACTS, suggestion: { settings: settingsInput.parse({}), found: ['12 issues carry "P1": it reads as high.'] } }),
    async startPreview({ settings, repositories }) {
      if (problemsOf(settings).length > 0) return { outcome: 'invalid', problems: problemsOf(settings) };
      shown = { id: '1', state: 'done', read: 320, total: 320, error: null, settings, repositories, result: RESULT, madeAt: new Date().toISOString(), finishedAt: new Date().toISOString() };
      return { outcome: 'started', preview: shown };
    },
    preview: async () => shown,
    async cancelPreview() {
      shown = shown && { ...shown, state: 'cancelled' };
      return shown !== null;
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
      return null;
    },
    controlPull: async () => true,
    sync: async ({ actionIds }) => ({ repositories: actionIds === undefined ? now.repositories.length : 0, actions: actionIds?.length ?? 0, held: [] }),
    callOff: async () => 0,
    settleBrake: async () => 0,
    why: async (_project, issue) => ({ synced: true, rule: 'synced', sentence: `${issue} is synced.` }),
  };
}
