import type { ActionSummary, NONE as SERVER_NONE, Project, SortKey, SortOrder } from '../../src/http/trpc/shapes.ts';

/** What a list shows, as the address says it. */
export type Filters = {
  status: string[];
  priority: string[];
  assignee: string[];
  tag: string[];
  /** Repository ids: they survive a rename. */
  repository: string[];
  text: string;
  sort: SortKey;
  order: SortOrder;
  /** Those that a person put away. */
  archived: boolean;
  view: 'list' | 'board';
};

export type FilterName = 'status' | 'priority' | 'assignee' | 'tag' | 'repository';

/** The server's word for "has none"; see shapes.ts. */
export const NONE: typeof SERVER_NONE = '@none';

const NAMES: FilterName[] = ['status', 'priority', 'assignee', 'tag', 'repository'];
const SORTS: SortKey[] = ['updated', 'created', 'priority', 'title'];

export const noFilters: Filters = {
  status: [],
  priority: [],
  assignee: [],
  tag: [],
  repository: [],
  text: '',
  sort: 'updated',
  order: 'desc',
  archived: false,
  view: 'list',
};

/** Reads filters from an address; what it does not know, it leaves out. */
export function parseFilters(params: URLSearchParams): Filters {
  const filters: Filters = { ...noFilters, text: (params.get('q') ?? '').slice(0, 200) };
  for (const name of NAMES) filters[name] = [...new Set(params.getAll(name).filter((value) => value !== ''))].slice(0, 20);
  const [sort, order] = (params.get('sort') ?? '').split('-');
  filters.sort = SORTS.find((key) => key === sort) ?? 'updated';
  filters.order = order === 'asc' ? 'asc' : 'desc';
  filters.archived = params.get('archived') === '1';
  filters.view = params.get('view') === 'board' ? 'board' : 'list';
  return filters;
}

/** Writes filters as the search part of an address: `?…`, or empty when there is nothing to say. */
export function formatFilters(filters: Filters): string {
  const params = new URLSearchParams();
  for (const name of NAMES) for (const value of filters[name]) params.append(name, value);
  if (filters.text !== '') params.set('q', filters.text);
  if (filters.sort !== 'updated' || filters.order !== 'desc') params.set('sort', `${filters.sort}-${filters.order}`);
  if (filters.archived) params.set('archived', '1');
  if (filters.view === 'board') params.set('view', 'board');
  const search = params.toString();
  return search === '' ? '' : `?${search}`;
}

/** Whether anything narrows the list (sorting does not). */
export function isNarrowed(filters: Filters): boolean {
  return filters.text !== '' || filters.archived || NAMES.some((name) => filters[name].length > 0);
}

const takes = (wanted: string[], has: string[]): boolean =>
  wanted.length === 0 || wanted.some((value) => (value === NONE ? has.length === 0 : has.includes(value)));

/**
 * Whether an action that arrived live belongs in the list. Text is matched against what a row
 * holds; the server also looks into descriptions, so a match found only there shows on reload.
 * While the project is not known yet, no repository is ruled out.
 */
export function matches(filters: Filters, action: ActionSummary, project: Project | null): boolean {
  const repositories = project?.repositories.filter((one) => filters.repository.includes(one.id)).map((one) => one.fullName);
  return (
    takes(filters.status, [action.status]) &&
    takes(filters.priority, action.priority === null ? [] : [action.priority]) &&
    takes(filters.assignee, action.assignees) &&
    filters.tag.every((tag) => action.tags.includes(tag)) &&
    (filters.repository.length === 0 || repositories === undefined || (action.github !== null && repositories.includes(action.github.repository))) &&
    holdsText(action, filters.text)
  );
}

/** Whether an action that is shown goes on to be. What the server found by its text stays: it may be in the description. */
export const stays = (filters: Filters, action: ActionSummary, project: Project | null): boolean => matches({ ...filters, text: '' }, action, project);

function holdsText(action: ActionSummary, text: string): boolean {
  const haystack = [action.title, ...action.tags, ...action.assignees, `#${action.github?.number ?? ''}`].join('\n').toLowerCase();
  return haystack.includes(text.trim().toLowerCase());
}
