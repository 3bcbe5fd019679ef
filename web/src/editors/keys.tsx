import { integrationText as text } from '../text/integration.ts';
import { choicesOf, SelectField, TextField } from '../ui/field.tsx';
import { useEditing } from './editing.ts';
import type { Settings } from './editing.ts';
import { Problem } from './problems.tsx';
import { Sortable } from './sortable.tsx';

type Status = Settings['statuses'][number];

const CATEGORIES = choicesOf(text.statusCategories);

/** A key for a new name: what actions carry; it never changes when the name does. */
const keyOf = (name: string, taken: readonly string[]): string => {
  const plain = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_').replaceAll(/^_|_$/g, '') || 'status';
  return taken.includes(plain) ? `${plain}_${taken.length + 1}` : plain;
};

/** The project's own statuses, in its order. */
export function StatusesEditor() {
  const { settings, set } = useEditing();
  const { statuses } = settings.value;
  const known = statuses.map(({ key }) => key);
  return (
    <section>
      <h3>{text.statuses}</h3>
      <p class="muted">{text.statusesHint}</p>
      <Sortable<Status>
        label={text.statuses}
        items={statuses}
        nameOf={({ name }) => name}
        onItems={(next) => set({ statuses: next })}
        make={() => ({ key: keyOf(text.newStatus, known), name: text.newStatus, category: 'todo' })}
        addLabel={text.addStatus}
        minimum={2}
      >
        {(status, change) => (
          <>
            <TextField label={text.statusName} labelHidden value={status.name} maxLength={50} onValue={(name) => change({ ...status, name })} />
            <SelectField label={text.statusCategory(status.name)} labelHidden value={status.category} choices={CATEGORIES} onValue={(category) => change({ ...status, category: category as Status['category'] })} />
          </>
        )}
      </Sortable>
      <Problem at="statuses" />
    </section>
  );
}

/** Priorities or categories: words in an order. */
export function WordsEditor({ field }: { field: 'priorities' | 'categories' }) {
  const { settings, set } = useEditing();
  const words = settings.value[field];
  const { title, hint, one, add } = text.words[field];
  return (
    <section>
      <h3>{title}</h3>
      <p class="muted">{hint}</p>
      <Sortable<string>
        label={title}
        items={words}
        nameOf={(word) => word}
        onItems={(next) => set({ [field]: next })}
        make={() => `${text.newWord}${words.includes(text.newWord) ? ` ${words.length + 1}` : ''}`}
        addLabel={add}
      >
        {(word, change) => <TextField label={one} labelHidden value={word} maxLength={50} onValue={change} />}
      </Sortable>
      <Problem at={field} />
    </section>
  );
}
