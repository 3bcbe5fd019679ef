import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SortKey, SortOrder } from '../../../src/http/trpc/shapes.ts';
import type { FilterName, Filters } from '../filters.ts';
import { formatFilters, isNarrowed, NONE, noFilters } from '../filters.ts';
import { usePage } from '../page.ts';
import type { MenuOption } from '../state/menus.ts';
import { addressOf } from '../router.ts';
import * as text from '../text.ts';
import { Avatar } from './avatars.tsx';
import { hueOf } from './hue.ts';
import { Icon } from './icon.tsx';
import { PriorityIcon, priorityName } from './priority.tsx';
import { useProject } from './project-context.ts';

type MenuFilter = Exclude<FilterName, 'status'>;

/** How long typing must rest before the list follows. */
const TYPING_MS = 200;

/** Changes filters by going to their address; typing replaces, choices leave a step to go back to. */
function useSetFilters(): (change: Partial<Filters>, replace?: boolean) => void {
  const { filters, router } = usePage();
  const { projectId } = useProject();
  return (change, replace = false) =>
    router.go(addressOf(projectId, null, formatFilters({ ...filters.peek(), ...change })), { replace });
}

function SearchField() {
  const { filters } = usePage();
  const setFilters = useSetFilters();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { text: wanted } = filters.value;
  const known = useRef(wanted);
  // Back, forward and "clear" change the words too; those that were typed here are typed on already.
  useLayoutEffect(() => {
    if (input.current !== null && wanted !== known.current) input.current.value = known.current = wanted;
  }, [wanted]);
  useLayoutEffect(() => () => clearTimeout(timer.current), []);
  const set = (value: string): void => {
    clearTimeout(timer.current);
    setFilters({ text: (known.current = value.trim()) }, true);
  };
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        id="search"
        aria-label={text.search.label}
        placeholder={text.search.placeholder}
        defaultValue={wanted}
        maxLength={200}
        dir="auto"
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => set(value), TYPING_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') set(event.currentTarget.value);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <kbd class="search-key only-keyboard" aria-hidden="true">
        /
      </kbd>
    </div>
  );
}

/** The choices of a filter's menu; null while they are being fetched. */
function useOptions(name: MenuFilter): () => MenuOption[] | null {
  const { session } = useProject();
  return () => {
    const facets = session.facets.value;
    const hint = ({ count }: { count: number }) => text.number(count);
    if (name === 'repository') {
      const repositories = session.project.value?.repositories ?? [];
      return repositories.map(({ id, fullName, private: hidden }) => ({
        value: id,
        label: fullName,
        icon: <Icon name={hidden ? 'lock' : 'repo'} />,
      }));
    }
    if (facets === null) return null;
    if (name === 'tag') {
      const dot = (value: string) => <span class={`dot hue-${hueOf(value)}`} />;
      return facets.tags.map((one) => ({ value: one.value, label: one.value, hint: hint(one), icon: dot(one.value) }));
    }
    if (name === 'assignee') {
      const people = facets.assignees.map((one) => ({ value: one.value, label: one.value, hint: hint(one), icon: <Avatar name={one.value} /> }));
      return [{ value: NONE, label: text.filters.none.assignee, icon: <Icon name="person" /> }, ...people];
    }
    const levels = facets.priorities.map((one) => ({
      value: one.value,
      label: priorityName(one.value),
      hint: hint(one),
      icon: <PriorityIcon priority={one.value} />,
    }));
    return [...levels, { value: NONE, label: text.filters.none.priority, icon: <PriorityIcon priority={null} /> }];
  };
}

function FilterButton({ name }: { name: MenuFilter }) {
  const { filters, menus } = usePage();
  const { session } = useProject();
  const setFilters = useSetFilters();
  const options = useOptions(name);
  const chosen = filters.value[name];
  const label = text.filters[name];
  return (
    <button
      type="button"
      class={`filter ${chosen.length > 0 ? 'is-on' : ''}`}
      aria-haspopup="listbox"
      aria-label={chosen.length > 0 ? text.filters.chosen(label, chosen.length) : undefined}
      onClick={(event) => {
        void session.readFacets();
        menus.show({
          anchor: event.currentTarget,
          title: label,
          options,
          selected: chosen,
          multiple: true,
          searchable: name !== 'priority',
          onChange: (selected) => setFilters({ [name]: selected }),
        });
      }}
    >
      {label} {chosen.length > 0 && <span class="counter">{chosen.length}</span>}
      <Icon name="triangleDown" />
    </button>
  );
}

function SortButton() {
  const { filters, menus } = usePage();
  const setFilters = useSetFilters();
  const names = text.filters.sorts;
  const { sort, order } = filters.value;
  const current: keyof typeof names = `${sort}-${order}`;
  return (
    <button
      type="button"
      class="filter filter-sort"
      aria-haspopup="listbox"
      aria-label={`${text.filters.sort}: ${names[current]}`}
      onClick={(event) =>
        menus.show({
          anchor: event.currentTarget,
          title: text.filters.sort,
          options: () => Object.entries(names).map(([value, label]) => ({ value, label })),
          selected: [current],
          multiple: false,
          searchable: false,
          onChange: ([value = current]) => {
            const [key, direction] = value.split('-') as [SortKey, SortOrder];
            setFilters({ sort: key, order: direction });
          },
        })
      }
    >
      {names[current]}
      <Icon name="triangleDown" />
    </button>
  );
}

/** List or board. */
function ViewSwitch() {
  const { filters } = usePage();
  const { projectId } = useProject();
  return (
    <nav class="view-switch" aria-label={text.actions.view.label}>
      {(['list', 'board'] as const).map((view) => (
        <a key={view} href={addressOf(projectId, null, formatFilters({ ...filters.value, view }))} aria-current={filters.value.view === view ? 'page' : undefined} title={text.actions.view[view]}>
          <Icon name={view === 'list' ? 'rows' : 'board'} />
          <span class="hidden">{text.actions.view[view]}</span>
        </a>
      ))}
    </nav>
  );
}

export function FilterBar({ onCreate }: { onCreate: () => void }) {
  const { filters } = usePage();
  const setFilters = useSetFilters();
  const { session } = useProject();
  const { sort, order, view } = filters.value;
  return (
    <section class="filter-bar" aria-label={text.filters.region}>
      <SearchField />
      <div class="filters">
        <FilterButton name="priority" />
        <FilterButton name="assignee" />
        <FilterButton name="tag" />
        <FilterButton name="repository" />
        <SortButton />
        {isNarrowed(filters.value) && (
          <button type="button" class="filter filter-clear" onClick={() => setFilters({ ...noFilters, sort, order, view })}>
            <Icon name="x" />
            {text.filters.clear}
          </button>
        )}
      </div>
      <div class="filter-bar-end">
        <ViewSwitch />
        {session.project.value?.role !== 'viewer' && (
          <button type="button" class="button button-primary" title={`${text.actions.newAction} (c)`} onClick={onCreate}>
            <Icon name="plus" />
            <span class="new-word">{text.actions.newAction}</span>
          </button>
        )}
      </div>
    </section>
  );
}
