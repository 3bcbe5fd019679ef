import { integrationText as text } from '../text/integration.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Notice, Table } from '../ui/bits.tsx';
import { Checkbox, choicesOf, SelectField, TextField } from '../ui/field.tsx';
import { CARRIES } from '../../../src/core/settings/carries.ts';
import { replaceAt, useEditing, useProblem } from './editing.ts';
import type { Settings } from './editing.ts';
import { Problem } from './problems.tsx';
import { Tokens } from './tokens.tsx';

type Mappings = Settings['mappings'];
type Custom = Mappings['custom'][number];
type Rule = Pick<Custom, 'sync' | 'direction' | 'conflictPolicy'>;

const FIELDS = ['title', 'description', 'status', 'priority', 'category', 'tags', 'assignees', 'milestone', 'issueType', 'dueDate'] as const;
const choices = (names: Record<string, string>, first: string) => [{ value: '', label: first }, ...choicesOf(names)];

type DirectionProps = { label: string; labelHidden?: boolean; hint?: string; path: string; rule: Rule; onRule: (change: Partial<Rule>) => void };

/** Which way a field goes, and whether at all. */
export function DirectionSelect({ path, rule, onRule, ...look }: DirectionProps) {
  return (
    <SelectField
      {...look}
      error={useProblem(`${path}.direction`)}
      value={rule.sync ? (rule.direction ?? '') : 'off'}
      choices={choices({ ...text.directions, off: text.notSynced }, text.asProject)}
      onValue={(next) => onRule({ sync: next !== 'off', direction: next === 'off' || next === '' ? undefined : (next as 'both') })}
    />
  );
}

function RuleRow({ name, path, rule, onRule }: { name: string; path: string; rule: Rule; onRule: (change: Partial<Rule>) => void }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <DirectionSelect label={text.directionOf(name)} labelHidden path={path} rule={rule} onRule={onRule} />
      </td>
      <td>
        <SelectField
          label={text.policyOf(name)}
          labelHidden
          value={rule.conflictPolicy ?? ''}
          choices={choices(text.policies, text.asProject)}
          onValue={(next) => onRule({ conflictPolicy: next === '' ? undefined : (next as 'ask') })}
        />
      </td>
    </tr>
  );
}

/** Which way each field goes, and who wins there; what is left open is as the project's. */
export function FieldRules() {
  const { settings, setMapping } = useEditing();
  const { mappings } = settings.value;
  return (
    <section class="form">
      <h3>{text.perField}</h3>
      <p class="muted">{text.perFieldHint}</p>
      <Table label={text.perField} head={[text.field, text.direction, text.policy]}>
        {FIELDS.map((field) => (
          <RuleRow key={field} name={text.fields[field] ?? field} path={`mappings.${field}`} rule={mappings[field]} onRule={(change) => setMapping(field, change as Partial<Mappings[typeof field]>)} />
        ))}
        {mappings.custom.map((custom, index) => (
          <RuleRow
            key={custom.key}
            name={custom.name}
            path={`mappings.custom.${index}`}
            rule={custom}
            onRule={(change) => setCustom({ settings, index, next: { ...custom, ...change } })}
          />
        ))}
      </Table>
    </section>
  );
}

function setCustom({ settings, index, next }: { settings: { value: Settings }; index: number; next: Custom | undefined }): void {
  const { mappings } = settings.value;
  settings.value = { ...settings.value, mappings: { ...mappings, custom: replaceAt(mappings.custom, index, next) } };
}

/** Labels that become tags. */
export function TagsEditor() {
  const { settings, setMapping, facts } = useEditing();
  const { tags } = settings.value.mappings;
  const labels = facts.value?.labels.map(({ name }) => name) ?? [];
  return (
    <section class="form">
      <h3>{text.tags}</h3>
      <Tokens label={text.tagsAllow} hint={text.tagsAllowHint} values={tags.allow} suggestions={labels} error={useProblem('mappings.tags.allow')} onValues={(allow) => setMapping('tags', { allow })} />
      <Tokens label={text.tagsDeny} hint={text.patternHint} values={tags.deny} suggestions={labels} error={useProblem('mappings.tags.deny')} onValues={(deny) => setMapping('tags', { deny })} />
      <Checkbox label={text.tagsMapped} checked={tags.includeMapped} onValue={(includeMapped) => setMapping('tags', { includeMapped })} />
    </section>
  );
}

type TargetKind = keyof typeof text.targets;

function kindOf(target: Custom['target']): TargetKind {
  return (Object.keys(text.targets) as TargetKind[]).find((kind) => kind in target) ?? 'section';
}

function targetOf(kind: TargetKind, word: string, project: number): Custom['target'] {
  switch (kind) {
    case 'issueType':
      return { issueType: true };
    case 'milestone':
      return { milestone: true };
    case 'projectField':
      return { projectField: word, project };
    default:
      return { [kind]: word } as Custom['target'];
  }
}

function CustomRow({ custom, index }: { custom: Custom; index: number }) {
  const { settings, setMapping } = useEditing();
  const kind = kindOf(custom.target);
  // Places that have a field of every project, which gives way for one of the project's own.
  const own = custom.sync && (kind === 'milestone' || kind === 'issueType') ? kind : null;
  const problem = <Problem at={`mappings.custom.${index}`} />;
  const target = custom.target as Record<string, unknown>;
  const word = typeof target[kind] === 'string' ? target[kind] : '';
  const project = typeof target['project'] === 'number' ? target['project'] : 1;
  const set = (change: Partial<Custom>): void => setCustom({ settings, index, next: { ...custom, ...change } });
  // What its place cannot hold goes to a section of the text, which holds anything.
  const setKind = (next: Custom['kind']): void => set({ kind: next, ...(!CARRIES[next].includes(kind) && { target: targetOf('section', custom.name, project) }) });
  // What carries a field on GitHub is named as the field is, unless somebody says otherwise.
  return (
    <li class="custom">
      <div class="columns">
        <TextField label={text.customName} value={custom.name} maxLength={100} onValue={(name) => set({ name, ...(word === custom.name && { target: targetOf(kind, name, project) }) })} />
        <SelectField label={text.customKind} value={custom.kind} choices={choicesOf(text.kinds)} onValue={(value) => setKind(value as Custom['kind'])} />
        <SelectField label={text.customTarget} value={kind} choices={choicesOf(text.targets).filter(({ value }) => value === kind || CARRIES[custom.kind].includes(value))} onValue={(value) => set({ target: targetOf(value as TargetKind, word, project) })} />
        {kind !== 'issueType' && kind !== 'milestone' && <TextField label={text.targetWord[kind]} value={word} maxLength={100} onValue={(value) => set({ target: targetOf(kind, value, project) })} />}
        {kind === 'projectField' && <TextField label={text.projectNumber} value={String(project)} number={{ min: 1, max: 1_000_000 }} onValue={(value) => set({ target: targetOf(kind, word, Math.max(1, Number(value) || 1)) })} />}
      </div>
      {custom.kind.endsWith('select') && <Tokens label={text.customOptions} hint={text.customOptionsHint} values={custom.options} onValues={(options) => set({ options })} />}
      {own !== null && settings.value.mappings[own].sync ? (
        <Notice tone="danger">
          {problem} {own === 'issueType' && <Problem at="mappings.issueType" />}
          <Button small onClick={() => setMapping(own, { sync: false })}>{text.typeOff}</Button>
        </Notice>
      ) : (
        <>
          {own !== null && <p class="field-hint">{text.typeStands}</p>}
          {problem}
        </>
      )}
      <IconButton icon="trash" label={text.remove(custom.name)} onClick={() => setCustom({ settings, index, next: undefined })} />
    </li>
  );
}

/** The project's own fields, and where each lives on the issue. */
export function CustomEditor() {
  const { settings, set } = useEditing();
  const { mappings } = settings.value;
  const { custom } = mappings;
  const add = (): void => {
    let number = custom.length + 1;
    while (custom.some(({ key }) => key === `field_${number}`)) number += 1;
    const made: Custom = { sync: true, key: `field_${number}`, name: text.newField, kind: 'text', options: [], target: { section: text.newField } };
    set({ mappings: { ...mappings, custom: [...custom, made] } });
  };
  return (
    <section class="form">
      <h3>{text.custom}</h3>
      <p class="muted">{text.customHint}</p>
      <ul class="rules">{custom.map((one, index) => <CustomRow key={one.key} custom={one} index={index} />)}</ul>
      <p>
        <Button small icon="plus" onClick={add}>
          {text.addCustom}
        </Button>
      </p>
    </section>
  );
}
