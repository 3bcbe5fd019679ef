import { integrationText as text } from '../text/integration.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { choicesOf, SelectField, TextField } from '../ui/field.tsx';
import { absentNames, replaceAt, useEditing, useProblem } from './editing.ts';
import type { Source } from './editing.ts';
import { Problem } from './problems.tsx';

export type Keyed = 'status' | 'priority' | 'category';
type Option = { value: string; label: string };

/** What a row may map to: the project's own keys. */
function useTargets(field: Keyed): Option[] {
  const { statuses, priorities, categories } = useEditing().settings.value;
  if (field === 'status') return statuses.map(({ key, name }) => ({ value: key, label: name }));
  return (field === 'priority' ? priorities : categories).map((value) => ({ value, label: value }));
}

type RowsProps<S extends Source> = { field: Keyed; source: S; path: string; onSource: (source: S) => void };

/** One line a label: what it reads as. Each says how many issues carry it, and what is wrong with it. */
function LabelRows({ field, source, path, onSource }: RowsProps<Extract<Source, { from: 'labels' }>>) {
  const { facts } = useEditing();
  const targets = useTargets(field);
  const known = new Map(facts.value?.labels.map(({ name, count }) => [name.toLowerCase(), count]));
  const hintOf = (label: string): string | undefined => {
    const count = known.get(label.toLowerCase());
    if (count !== undefined) return text.carried(count);
    return absentNames([label], facts.value?.labels).length > 0 ? text.absent : undefined;
  };
  const set = (rules: typeof source.rules): void => onSource({ ...source, rules });
  return (
    <>
      <ul class="rules">
        {source.rules.map((rule, index) => (
          <LabelRow
            key={index}
            path={`${path}.rules.${index}`}
            rule={rule}
            hint={hintOf(rule.label)}
            targets={targets}
            onRule={(next) => set(replaceAt(source.rules, index, next))}
          />
        ))}
      </ul>
      <datalist id="known-labels">{facts.value?.labels.map(({ name }) => <option key={name} value={name} />)}</datalist>
      <Button small icon="plus" onClick={() => set([...source.rules, { label: '', value: targets[0]?.value ?? '' }])}>
        {text.addRule}
      </Button>
    </>
  );
}

type Rule = Extract<Source, { from: 'labels' }>['rules'][number];

function LabelRow({ path, rule, hint, targets, onRule }: { path: string; rule: Rule; hint: string | undefined; targets: Option[]; onRule: (rule: Rule | undefined) => void }) {
  const problem = useProblem(path);
  const all = rule.label.includes('*') ? [{ value: '', label: text.restOfLabel }, ...targets] : targets;
  return (
    <li>
      <TextField label={text.label} labelHidden value={rule.label} maxLength={50} list="known-labels" error={problem} hint={hint} onValue={(label) => onRule({ ...rule, label })} />
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <SelectField
        label={text.readsAs(rule.label)}
        labelHidden
        value={rule.value ?? ''}
        choices={all.some(({ value }) => value === (rule.value ?? '')) ? all : [...all, { value: rule.value ?? '', label: text.gone(rule.value ?? '') }]}
        onValue={(value) => onRule(value === '' ? { label: rule.label } : { ...rule, value })}
      />
      <IconButton icon="trash" label={text.remove(rule.label)} onClick={() => onRule(undefined)} />
    </li>
  );
}

/** Options of a field or types of issues, each with what it reads as. */
function TableRows({ field, source, path, onSource }: RowsProps<Extract<Source, { options: unknown } | { types: unknown }>>) {
  const targets = [{ value: '', label: text.ignored }, ...useTargets(field)];
  const { facts } = useEditing();
  const table: Record<string, string> = 'types' in source ? source.types : source.options;
  const offered =
    'types' in source
      ? facts.value?.issueTypes.map(({ name }) => name)
      : source.from === 'issueField'
        ? facts.value?.issueFields.find(({ name }) => name === source.field)?.options
        : facts.value?.projects.find(({ number }) => number === source.project)?.fields.find(({ name }) => name === source.field)?.options;
  const set = (name: string, value: string): void => {
    const { [name]: _, ...rest } = table;
    const next = value === '' ? rest : { ...rest, [name]: value };
    onSource('types' in source ? { ...source, types: next } : { ...source, options: next });
  };
  return (
    <ul class="rules">
      {[...new Set([...(offered ?? []), ...Object.keys(table)])].map((name) => (
        <TableRow key={name} path={`${path}.${'types' in source ? 'types' : 'options'}.${name}`} name={name} value={table[name] ?? ''} targets={targets} onValue={(value) => set(name, value)} />
      ))}
    </ul>
  );
}

function TableRow({ path, name, value, targets, onValue }: { path: string; name: string; value: string; targets: Option[]; onValue: (value: string) => void }) {
  const problem = useProblem(path);
  return (
    <li>
      <span class="rule-name">{name}</span>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <SelectField label={text.readsAs(name)} labelHidden value={value} choices={targets} error={problem} onValue={onValue} />
    </li>
  );
}

type Pull = Extract<Source, { from: 'pullRequests' }>;

function PullRows({ source, path, onSource }: Omit<RowsProps<Pull>, 'field'>) {
  const targets = useTargets('status');
  const events = choicesOf(text.pullEvents);
  const set = (rows: Pull['rows']): void => onSource({ ...source, rows });
  return (
    <>
      <ul class="rules">
        {source.rows.map((row, index) => (
          <li key={index}>
            <SelectField label={text.pullEvent} labelHidden value={row.on} choices={events} onValue={(on) => set(replaceAt(source.rows, index, { ...row, on: on as typeof row.on }))} />
            <span class="arrow" aria-hidden="true">
              →
            </span>
            <SelectField label={text.readsAs(row.on)} labelHidden value={row.status} choices={targets} onValue={(status) => set(replaceAt(source.rows, index, { ...row, status }))} />
            <IconButton icon="trash" label={text.remove(text.pullEvent)} onClick={() => set(replaceAt(source.rows, index, undefined))} />
          </li>
        ))}
      </ul>
      <Problem at={path} />
      <Button small icon="plus" onClick={() => set([...source.rows, { on: events[0]?.value as Pull['rows'][number]['on'], status: targets[0]?.value ?? '', active: true }])}>
        {text.addRule}
      </Button>
    </>
  );
}

/** Where else the value may come from, of what the repositories have and no source uses yet. */
function useMore(field: Keyed, sources: readonly Source[]): { label: string; source: Source }[] {
  const facts = useEditing().facts.value;
  const more: { label: string; source: Source }[] = [];
  if (!sources.some(({ from }) => from === 'labels')) more.push({ label: text.from.labels, source: { from: 'labels', rules: [], write: {} } });
  if (field === 'category' && facts !== null && facts.issueTypes.length > 0) more.push({ label: text.from.issueType, source: { from: 'issueType', types: {} } });
  for (const { name, type } of facts?.issueFields ?? []) if (type === 'single_select') more.push({ label: `${text.from.issueField}: ${name}`, source: { from: 'issueField', field: name, options: {} } });
  for (const { number, title, fields } of facts?.projects ?? []) for (const { name } of fields) more.push({ label: `${text.from.projectField}: ${title}, ${name}`, source: { from: 'projectField', project: number, field: name, options: {} } });
  if (field === 'status') more.push({ label: text.from.pullRequests, source: { from: 'pullRequests', rows: [] } });
  const has = ({ source }: { source: Source }): boolean => sources.some((one) => one.from === source.from && ('field' in one && 'field' in source ? one.field === source.field : true));
  return more.filter((one) => !has(one));
}

function heading(source: Source): string {
  const name = text.from[source.from];
  return 'field' in source ? `${name}: ${source.field}` : name;
}

/** How a status, priority or category is read from issues; asked in this order, the first that says something wins. */
export function MappingEditor({ field }: { field: Keyed }) {
  const { settings, effective, setMapping } = useEditing();
  const sources = settings.value.mappings[field].sources ?? effective.mappings[field].sources ?? [];
  const set = (next: Source[]): void => setMapping(field, { sources: next });
  const more = useMore(field, sources);
  return (
    <section class="form">
      <h3>{text.fields[field]}</h3>
      <p class="muted">{text.mappingHints[field]}</p>
      {field === 'status' && <StateRows />}
      {sources.map((source, index) => {
        const path = `mappings.${field}.sources.${index}`;
        const onSource = (next: Source): void => set(replaceAt(sources, index, next));
        return (
          <fieldset key={index} class="source">
            <legend>{heading(source)}</legend>
            {source.from === 'labels' ? (
              <LabelRows field={field} source={source} path={path} onSource={onSource} />
            ) : source.from === 'pullRequests' ? (
              <PullRows source={source} path={path} onSource={onSource} />
            ) : (
              <TableRows field={field} source={source} path={path} onSource={onSource} />
            )}
            <Button small variant="plain" icon="trash" onClick={() => set(replaceAt(sources, index, undefined))}>
              {text.dropSource}
            </Button>
          </fieldset>
        );
      })}
      {more.length > 0 && (
        <p class="chips">
          <span class="muted">{text.addSource}</span>
          {more.map(({ label, source }) => (
            <Button key={label} small icon="plus" onClick={() => set([...sources, source])}>
              {label}
            </Button>
          ))}
        </p>
      )}
    </section>
  );
}

/** What an issue's own state means. */
function StateRows() {
  const { settings, effective, setMapping } = useEditing();
  const { status } = settings.value.mappings;
  const targets = useTargets('status');
  return (
    <ul class="rules">
      {(['open', 'completed', 'notPlanned', 'duplicate'] as const).map((state) => (
        <TableRow key={state} path={`mappings.status.${state}`} name={text.issueStates[state]} value={status[state] ?? effective.mappings.status[state] ?? ''} targets={targets} onValue={(value) => setMapping('status', { [state]: value })} />
      ))}
    </ul>
  );
}
