import { integrationText as text } from '../text/integration.ts';
import { choicesOf, Segmented, TextField } from '../ui/field.tsx';
import { absentNames, useEditing } from './editing.ts';
import type { Facts, Settings } from './editing.ts';
import { Problem } from './problems.tsx';
import { Tokens } from './tokens.tsx';

type Filters = Settings['filters'];
type List = keyof Filters['include'];

const LISTS: readonly List[] = ['labels', 'assignees', 'milestones', 'types', 'authors'];

function suggestionsOf(facts: Facts | null, list: List): string[] {
  if (facts === null) return [];
  if (list === 'milestones') return facts.milestones.map(({ title }) => title);
  const source = list === 'labels' ? facts.labels : list === 'types' ? facts.issueTypes : facts.people;
  return source.map(({ name }) => name);
}

/** Of the lists of names that a repository has of its own. */
function absentIn(facts: Facts | null, list: List, names: readonly string[]): string | undefined {
  if (list !== 'labels' && list !== 'milestones') return undefined;
  const absent = absentNames(names, facts?.[list].map((one) => ({ name: 'title' in one ? one.title : one.name })));
  return absent.length === 0 ? undefined : text.absentOf(absent);
}

function Lists({ side }: { side: 'include' | 'exclude' }) {
  const { settings, set, facts } = useEditing();
  const { filters } = settings.value;
  const used = LISTS.filter((list) => filters[side][list].length > 0).length;
  return (
    <details class="more" open={used > 0}>
      <summary>
        {text.filterSides[side]}
        {used > 0 && <span class="counter">{used}</span>}
      </summary>
      <div class="form">
        <p class="muted">{text.filterHints[side]}</p>
        {LISTS.map((list) => (
          <Tokens
            key={list}
            label={text.filterLists[list]}
            hint={absentIn(facts.value, list, filters[side][list])}
            values={filters[side][list]}
            suggestions={suggestionsOf(facts.value, list)}
            onValues={(values) => set({ filters: { ...filters, [side]: { ...filters[side], [list]: values } } })}
          />
        ))}
        <Problem at={`filters.${side}`} />
      </div>
    </details>
  );
}

/** The day of a time in the person's zone, as a date input writes it. */
const dayOf = (at: string): string => new Date(at).toLocaleDateString('sv');

/** Which issues become actions. */
export function FiltersEditor() {
  const { settings, set } = useEditing();
  const { filters } = settings.value;
  const change = (more: Partial<Filters>): void => set({ filters: { ...filters, ...more } });
  const days = (value: string): number | null => (value.trim() === '' ? null : Math.max(0, Math.trunc(Number(value)) || 0));
  return (
    <section class="form">
      <h3>{text.filters}</h3>
      <p class="muted">{text.filtersHint}</p>
      <Segmented label={text.filters} value={filters.state} choices={choicesOf(text.states)} onValue={(value) => change({ state: value as Filters['state'] })} />
      <Lists side="include" />
      <Lists side="exclude" />
      <div class="columns">
        <TextField label={text.createdWithin} hint={text.daysHint} value={String(filters.createdWithinDays ?? '')} number={{ min: 0, max: 36_500 }} onValue={(value) => change({ createdWithinDays: days(value) })} />
        <TextField label={text.createdSince} hint={text.daysHint} date value={filters.createdSince === null ? '' : dayOf(filters.createdSince)} onValue={(value) => change({ createdSince: value === '' ? null : new Date(`${value}T00:00`).toISOString() })} />
        <TextField label={text.closedWithin} hint={text.daysHint} value={String(filters.closedWithinDays ?? '')} number={{ min: 0, max: 36_500 }} onValue={(value) => change({ closedWithinDays: days(value) })} />
      </div>
    </section>
  );
}
