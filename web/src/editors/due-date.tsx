import { fields } from '../text/actions.ts';
import { integrationText as text } from '../text/integration.ts';
import { choicesOf, SelectField, TextField } from '../ui/field.tsx';
import { useEditing } from './editing.ts';
import { Problem } from './problems.tsx';

/** Where an issue's due date stands; it is not synced until somebody says. */
export function DueDateEditor() {
  const { settings, setMapping, facts } = useEditing();
  const { source } = settings.value.mappings.dueDate;
  const [kind, name] = source === null ? [''] : typeof source === 'string' ? [source] : 'section' in source ? ['section', source.section] : ['issueField', source.issueField];
  const known = facts.value?.issueFields.flatMap((one) => (one.type === 'date' ? [one.name] : [])) ?? [];
  const set = (next: string, word: string): void => setMapping('dueDate', { source: next === '' ? null : next === 'milestone' ? next : next === 'section' ? { section: word } : { issueField: word } });
  return (
    <section class="form">
      <h3>{fields['dueDate']}</h3>
      <p class="muted">{text.dueHint}</p>
      <div class="columns">
        <SelectField label={text.dueSource} value={kind ?? ''} choices={choicesOf(text.dueSources)} onValue={(next) => set(next, name ?? (next === 'issueField' ? known[0] : undefined) ?? fields['dueDate'] ?? '')} />
        {name !== undefined && <TextField label={text.targetWord[kind as 'section']} value={name} maxLength={100} list="known-dates" onValue={(word) => set(kind ?? '', word)} />}
      </div>
      <datalist id="known-dates">{kind === 'issueField' && known.map((one) => <option key={one} value={one} />)}</datalist>
      <Problem at="mappings.dueDate" />
    </section>
  );
}
