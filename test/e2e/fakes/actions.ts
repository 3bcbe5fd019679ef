/** The actions of a project in memory, as the page asks for them. */
import { renderMarkdown } from '../../../src/http/markdown/render.ts';
import type { ActionServices } from '../../../src/http/trpc/action-services.ts';
import type { ActionForm } from '../../../src/http/trpc/action-shapes.ts';
import type { UpdateOutcome, UpdateRequest } from '../../../src/http/trpc/services.ts';
import type { Action, ActionChanges, ActionQuery, Facets, HistoryEntry } from '../../../src/http/trpc/shapes.ts';
import { NONE } from '../../../src/http/trpc/shapes.ts';
import { makeActions, PRIORITIES, REPOSITORIES, STATUSES } from '../fake-actions.ts';

const has = (wanted: string[], values: string[]): boolean =>
  wanted.length === 0 || wanted.some((one) => (one === NONE ? values.length === 0 : values.includes(one)));

function fits(query: Omit<ActionQuery, 'cursor' | 'limit'>, action: Action): boolean {
  const repositories = REPOSITORIES.filter((one) => query.repository.includes(one.id)).map((one) => one.fullName);
  const text = `${action.title}\n${action.description}\n${action.tags.join('\n')}\n#${action.github?.number ?? ''}`.toLowerCase();
  return (
    has(query.status, [action.status]) &&
    has(query.priority, action.priority === null ? [] : [action.priority]) &&
    has(query.assignee, action.assignees) &&
    query.tag.every((tag) => action.tags.includes(tag)) &&
    (query.repository.length === 0 || (action.github !== null && repositories.includes(action.github.repository))) &&
    text.includes(query.text.toLowerCase())
  );
}

function compare(query: Omit<ActionQuery, 'cursor' | 'limit'>): (a: Action, b: Action) => number {
  const rank = (action: Action): number => (action.priority === null ? -1 : PRIORITIES.length - PRIORITIES.indexOf(action.priority));
  const by = {
    updated: (a: Action, b: Action) => a.updatedAt.localeCompare(b.updatedAt),
    created: (a: Action, b: Action) => a.createdAt.localeCompare(b.createdAt),
    title: (a: Action, b: Action) => a.title.localeCompare(b.title),
    priority: (a: Action, b: Action) => rank(a) - rank(b),
  }[query.sort];
  const sign = query.order === 'asc' ? 1 : -1;
  return (a, b) => sign * by(a, b) || a.id.localeCompare(b.id);
}

export function tally(values: string[]): Facets['tags'] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}


export interface FakeActionsParts {
  actions: Map<string, Action>;
  history: Map<string, HistoryEntry[]>;
  write: (id: string, changes: Partial<Action>, by: string, side: HistoryEntry['side']) => Action;
  announce: (action: Action) => void;
  update: (request: UpdateRequest) => Promise<UpdateOutcome>;
  tell: (event: { type: 'action.removed'; data: { id: string } }) => void;
}

/** A bulk edit of more than this many asks first. */
export const FAKE_LIMIT = 100;

const field = (key: string, name: string, kind: ActionForm['fields'][number]['kind'], values: string[] = [], readOnly: string | null = null): ActionForm['fields'][number] =>
  ({ key, name, kind, options: values.map((value) => ({ value, name: value })), readOnly });

export const FORM: ActionForm = {
  fields: [
    field('title', 'Title', 'text'), field('description', 'Description', 'markdown'),
    { ...field('status', 'Status', 'single_select'), options: STATUSES.map(({ key, name }) => ({ value: key, name })) },
    field('priority', 'Priority', 'single_select', PRIORITIES), field('category', 'Category', 'single_select', ['feature', 'defect']),
    field('tags', 'Tags', 'multi_select'), field('assignees', 'Assignees', 'multi_select'), field('milestone', 'Milestone', 'text'),
    field('issueType', 'Issue type', 'text', [], 'The issue type is taken from GitHub only: change it in the issue.'), field('dueDate', 'Due date', 'date'),
    field('custom.estimate', 'Estimate', 'number'), field('custom.team', 'Team', 'single_select', ['Payments', 'Identity', 'Platform']), field('custom.launch', 'Launch', 'date'),
    field('custom.steps', 'Steps', 'lines'), field('custom.areas', 'Areas', 'multi_select', ['Web', 'Mobile', 'API']),
  ],
  suggestions: { tags: [], assignees: [], milestones: ['2026.4', 'Autumn clean-up'], issueTypes: ['Bug', 'Feature', 'Task'] },
  repositories: REPOSITORIES.map(({ id, fullName }, index) => ({ id, fullName, chosen: index === 0 })),
  deletedActions: 'close',
};

const render = (text: string, repository: string | null) => renderMarkdown(text, { webUrl: 'https://github.com', repository, url: null });

export function fakeActions({ actions, history, write, announce, update, tell }: FakeActionsParts): ActionServices {
  const found = (query: Omit<ActionQuery, 'cursor' | 'limit'>): Action[] => [...actions.values()].filter((one) => fits(query, one)).sort(compare(query));
  const page = (query: ActionQuery) => {
    const all = found(query);
    const start = Number(query.cursor ?? 0);
    const end = start + query.limit;
    return { items: all.slice(start, end), nextCursor: end < all.length ? String(end) : null, total: all.length, atLeast: false };
  };
  const done = (action: Action): UpdateOutcome => {
    announce(action);
    return { outcome: 'updated', action };
  };
  const keys = new Map<string, string>();
  const gone = new Map<string, Action>();
  return {
    list: async (query) => page(query),
    board: async (query) => ({
      columns: STATUSES.map(({ key }) => {
        const { items, nextCursor, total } = page({ ...query, status: [key], cursor: null });
        return { status: key, count: total, items, nextCursor };
      }),
    }),
    async get(id) {
      const action = actions.get(id) ?? gone.get(id);
      if (action === undefined) return null;
      const entries = history.get(id) ?? [];
      const archived = gone.has(id) ? ('deleted' as const) : null;
      return { action, body: render(action.description, action.github?.repository ?? null), history: entries.slice(0, 30), historyNext: entries[30] === undefined ? null : String(30), archived };
    },
    history: async ({ id, before }) => ({ entries: (history.get(id) ?? []).slice(Number(before)), next: null }),
    update,
    async updateMany({ choice, changes, tags, assignees, customFields = {}, confirmed, projectId }, viewer) {
      const ids = 'ids' in choice ? choice.ids : found({ ...choice.matching, projectId }).map(({ id }) => id);
      if (ids.length > FAKE_LIMIT && !confirmed) {
        const issues = ids.flatMap((id) => {
          const one = actions.get(id);
          return one?.github ? [{ id, title: one.title, repository: one.github.repository, number: one.github.number }] : [];
        });
        return { outcome: 'confirm', limit: FAKE_LIMIT, issues: issues.slice(0, 100), total: issues.length, ids };
      }
      const refused: { id: string; title: string; reason: string }[] = [];
      const updated: string[] = [];
      for (const id of ids) {
        const one = actions.get(id) as Action;
        const set = (now: string[], change: typeof tags): string[] => [...new Set([...now.filter((name) => change?.remove.includes(name) !== true), ...(change?.add ?? [])])];
        const own = Object.fromEntries(Object.entries(customFields).map(([key, change]) => [key, set((one.customFields[key] ?? []) as string[], change)]));
        const outcome = await update({ id, expectedVersion: one.version, changes: { ...(changes as ActionChanges), ...(Object.keys(own).length > 0 && { customFields: own }), ...(tags && { tags: set(one.tags, tags) }), ...(assignees && { assignees: set(one.assignees, assignees) }) }, actor: viewer });
        if (outcome.outcome === 'updated') updated.push(id);
        else refused.push({ id, title: one.title, reason: outcome.outcome === 'refused' ? outcome.reason : outcome.outcome });
      }
      return { outcome: 'done', updated, refused };
    },
    async create({ values, repositoryId, key }) {
      const known = actions.get(keys.get(key) ?? '');
      if (known !== undefined) return { outcome: 'updated', action: known };
      const [made] = makeActions(1, Date.now());
      const { customFields = {}, ...rest } = values;
      const repository = REPOSITORIES.find(({ id }) => id === (repositoryId === undefined ? '101' : repositoryId));
      const action: Action = {
        ...(made as Action), description: '', status: 'open', priority: null, category: null, tags: [], assignees: [], milestone: null, dueDate: null, issueType: null,
        ...(rest as Partial<Action>), customFields: customFields as Action['customFields'], github: null,
        issueCreation: repository ? { repository: repository.fullName, state: 'planned', note: null } : null,
        id: String(20_000 + keys.size), createdAt: new Date().toISOString(), updatedAt: new Date().toISOString(),
      };
      keys.set(key, action.id);
      actions.set(action.id, action);
      return done(action);
    },
    async remove({ id }) {
      const action = actions.get(id);
      if (action === undefined) return { outcome: 'missing' };
      actions.delete(id);
      gone.set(id, action);
      tell({ type: 'action.removed', data: { id } });
      return { outcome: 'updated', action };
    },
    retryIssue: async (id, { login }) => done(write(id, { issueCreation: { repository: 'harbor-works/ledger', state: 'planned', note: null } }, login, 'lockstep')),
    async undelete(id) {
      const action = gone.get(id);
      if (action === undefined) return { outcome: 'missing' };
      gone.delete(id);
      actions.set(id, action);
      return done(action);
    },
    async setArchived({ id, archived }, viewer) {
      return archived ? this.remove({ id, expectedVersion: 0 }, viewer) : this.undelete(id, viewer);
    },
    async restore({ id, eventId, field: name }, viewer) {
      const change = history.get(id)?.find((entry) => entry.id === eventId)?.changes.find((one) => one.field === name);
      return change === undefined ? { outcome: 'missing' } : done(write(id, { [name]: change.before }, viewer.login, 'lockstep'));
    },
    preview: async ({ text, repository }) => render(text, repository),
    form: async () => ({ ...FORM, suggestions: { ...FORM.suggestions, tags: tally([...actions.values()].flatMap((one) => one.tags)).map(({ value }) => value), assignees: tally([...actions.values()].flatMap((one) => one.assignees)).map(({ value }) => value) } }),
    facets: async () => ({
      priorities: PRIORITIES.map((value) => ({ value, count: [...actions.values()].filter((one) => one.priority === value).length })),
      tags: tally([...actions.values()].flatMap((one) => one.tags)),
      assignees: tally([...actions.values()].flatMap((one) => one.assignees)),
    }),
  };
}
