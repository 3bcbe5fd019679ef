import { integrationText as text } from '../text/integration.ts';
import { Notice } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { countIn, replaceAt, useEditing, useProblem } from './editing.ts';
import type { Source } from './editing.ts';
import { LabelRows } from './label-rows.tsx';
import { Problem } from './problems.tsx';
import { PullRows } from './pull-rows.tsx';
import { useTargets } from './targets.ts';
import type { Keyed, Option, RowsProps } from './targets.ts';

/** Options of a field or types of issues, each with what it reads as. */
function TableRows({ field, source, path, onSource }: RowsProps<Extract<Source, { options: unknown } | { types: unknown }>>) {
  const targets = [{ value: '', label: text.ignored }, ...useTargets(field)];
  const { facts } = useEditing();
  const table: Record<string, string> = 'types' in source ? source.types : source.options;
  const counted = 'types' in source ? facts.value?.issueTypes : source.from === 'issueField' ? facts.value?.issueFields.find(({ name }) => name === source.field)?.used : undefined;
  const offered =
    'types' in source || source.from === 'issueField'
      ? counted?.map(({ name }) => name)
      : facts.value?.projects.find(({ number }) => number === source.project)?.fields.find(({ name }) => name === source.field)?.options;
  const set = (name: string, value: string): void => {
    const { [name]: _, ...rest } = table;
    const next = value === '' ? rest : { ...rest, [name]: value };
    onSource('types' in source ? { ...source, types: next } : { ...source, options: next });
  };
  return (
    <ul class="rules">
      {[...new Set([...(offered ?? []), ...Object.keys(table)])].map((name) => (
        <TableRow key={name} path={`${path}.${'types' in source ? 'types' : 'options'}.${name}`} name={name} hint={countIn(counted, name)} value={table[name] ?? ''} targets={targets} onValue={(value) => set(name, value)} />
      ))}
    </ul>
  );
}

function TableRow({ path, name, hint, value, targets, onValue }: { path: string; name: string; hint?: string | undefined; value: string; targets: Option[]; onValue: (value: string) => void }) {
  const problem = useProblem(path);
  return (
    <li>
      <span class="rule-name">{name}</span>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <SelectField label={text.readsAs(name)} labelHidden value={value} choices={targets} hint={hint} error={problem} onValue={onValue} />
    </li>
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
  const { issueType } = settings.value.mappings;
  const isType = ({ from }: Source): boolean => from === 'issueType';
  const set = (next: Source[]): void => {
    setMapping(field, { sources: next });
    // One place on the issue is one field here: what stands for the category is no field beside it.
    if (sources.some(isType) !== next.some(isType)) setMapping('issueType', { sync: !next.some(isType) });
  };
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
            {isType(source) &&
              (issueType.sync ? (
                <Notice tone="danger">
                  <Problem at="mappings.issueType" /> <Button small onClick={() => setMapping('issueType', { sync: false })}>{text.typeOff}</Button>
                </Notice>
              ) : (
                <p class="field-hint">{text.typeStands}</p>
              ))}
            {source.from === 'labels' ? (
              <LabelRows field={field} source={source} path={path} onSource={onSource} />
            ) : source.from === 'pullRequests' ? (
              <PullRows source={source} path={path} onSource={onSource} />
            ) : (
              <TableRows field={field} source={source} path={path} onSource={onSource} />
            )}
            <p class="chips">
              {index > 0 && (
                <Button small variant="plain" icon="arrowUp" label={text.askEarlierThan(heading(source))} onClick={() => set(sources.with(index - 1, source).with(index, sources[index - 1] ?? source))}>
                  {text.askEarlier}
                </Button>
              )}
              <Button small variant="plain" icon="trash" onClick={() => set(replaceAt(sources, index, undefined))}>
                {text.dropSource}
              </Button>
            </p>
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
