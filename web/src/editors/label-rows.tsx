import { useMemo } from 'preact/hooks';
import { integrationText as text } from '../text/integration.ts';
import { SelectField, TextField } from '../ui/field.tsx';
import { countIn, useEditing, useProblem } from './editing.ts';
import type { Source } from './editing.ts';
import { Sortable } from './sortable.tsx';
import { useTargets } from './targets.ts';
import type { Option, RowsProps } from './targets.ts';

type Labels = Extract<Source, { from: 'labels' }>;

/** One line a label: what it reads as. Each says how many issues carry it, and what is wrong with it. */
export function LabelRows({ field, source, path, onSource }: RowsProps<Labels>) {
  const { facts } = useEditing();
  const targets = useTargets(field);
  return (
    <>
      <Sortable<Rule>
        label={text.from.labels}
        items={source.rules}
        nameOf={({ label }) => label}
        onItems={(rules) => onSource({ ...source, rules })}
        make={() => ({ label: '', value: targets[0]?.value ?? '' })}
        addLabel={text.addRule}
      >
        {(rule, set, index) => <LabelRow path={`${path}.rules.${index}`} rule={rule} hint={countIn(facts.value?.labels, rule.label)} targets={targets} onRule={set} />}
      </Sortable>
      <datalist id="known-labels">{facts.value?.labels.map(({ name }) => <option key={name} value={name} />)}</datalist>
      <Written source={source} targets={targets} path={path} onSource={onSource} />
    </>
  );
}

type Rule = Labels['rules'][number];

function LabelRow({ path, rule, hint, targets, onRule }: { path: string; rule: Rule; hint: string | undefined; targets: Option[]; onRule: (rule: Rule) => void }) {
  const problem = useProblem(path);
  const all = rule.label.includes('*') ? [{ value: '', label: text.restOfLabel }, ...targets] : targets;
  return (
    <>
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
    </>
  );
}

/** The label that a key is written as where nobody says otherwise: that of the first rule which reads so. */
function usualLabel({ rules }: Labels, key: string): string | undefined {
  const rule = rules.find(({ label, value }) => (value === undefined ? label.includes('*') : value === key && !label.includes('*')));
  return rule?.label.replace('*', key);
}

/** Which label is put on an issue for each value. */
function Written({ source, targets, path, onSource }: { source: Labels; targets: Option[]; path: string; onSource: (source: Labels) => void }) {
  const { write } = source;
  const open = useMemo(() => Object.keys(write).length > 0, []);
  const gone = Object.keys(write).flatMap((key) => (targets.some(({ value }) => value === key) ? [] : [{ value: key, label: text.gone(key) }]));
  const set = (key: string, label: string): void => {
    const { [key]: _, ...rest } = write;
    onSource({ ...source, write: label === '' ? rest : { ...rest, [key]: label } });
  };
  return (
    <details class="more" open={open}>
      <summary>{text.written}</summary>
      <p class="muted">{text.writtenHint}</p>
      <ul class="rules">
        {[...targets, ...gone].map(({ value, label }) => (
          <WrittenRow key={value} path={`${path}.write.${value}`} name={label} usual={usualLabel(source, value)} label={write[value] ?? ''} onLabel={(next) => set(value, next)} />
        ))}
      </ul>
    </details>
  );
}

function WrittenRow({ path, name, usual, label, onLabel }: { path: string; name: string; usual: string | undefined; label: string; onLabel: (label: string) => void }) {
  return (
    <li>
      <span class="rule-name">{name}</span>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <TextField label={text.writtenAs(name)} labelHidden value={label} placeholder={usual ?? text.noLabel} maxLength={50} list="known-labels" error={useProblem(path)} onValue={onLabel} />
    </li>
  );
}
