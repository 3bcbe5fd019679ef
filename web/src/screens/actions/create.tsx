import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActionChanges } from '../../../../src/http/trpc/shapes.ts';
import { faultOf } from '../../api.ts';
import { formatFilters } from '../../filters.ts';
import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Field, SelectField, TextField } from '../../ui/field.tsx';
import { faultSentence } from '../../view/fault.tsx';
import { useProject } from '../../view/project-context.ts';
import { Editor } from './editor.tsx';

const NO_ISSUE = 'none';

type Simple = 'status' | 'priority' | 'milestone' | 'dueDate';
type Given = Partial<Record<Simple | 'tags' | 'assignees', string>>;

/** What was filled in, as values; names of a set are typed with commas between. */
const valuesOf = (given: Given): ActionChanges =>
  Object.fromEntries(
    Object.entries(given).flatMap(([field, typed]) => {
      const isSet = field === 'tags' || field === 'assignees';
      const names = typed.split(',').map((one) => one.trim()).filter((one) => one !== '');
      return names.length === 0 ? [] : [[field, isSet ? names : typed.trim()]];
    }),
  );

/** A new action, with an issue where the project makes them. One form makes one action, however often it is sent. */
export function Create({ onClose }: { onClose: () => void }) {
  const { api, toasts, router, filters } = usePage();
  const { session, projectId } = useProject();
  const title = useSignal('');
  const description = useSignal('');
  const given = useSignal<Given>({});
  const repository = useSignal<string | null>(null);
  const another = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const key = useRef(crypto.randomUUID());
  useEffect(() => void session.readForm(), []);

  const form = session.form.value;
  const words = work.create;
  const statuses = session.project.value?.statuses ?? [];
  const priorities = form?.fields.find((field) => field.key === 'priority')?.options ?? [];
  const chosen = repository.value ?? form?.repositories.find((one) => one.chosen)?.id ?? NO_ISSUE;
  const firstStatus = statuses.find(({ category }) => category === 'todo') ?? statuses[0];

  const nameOf = (field: string): string => text.actions.fields[field] ?? field;
  const valueOf = (field: keyof Given): string => given.value[field] ?? '';
  const set = (field: keyof Given) => (value: string): void => void (given.value = { ...given.value, [field]: value });
  const suggestions = { tags: form?.suggestions.tags, assignees: form?.suggestions.assignees, milestone: form?.suggestions.milestones };
  /** A field that is typed, with what is in use suggested. */
  const listed = (name: keyof typeof suggestions, hint?: string) => (
    <>
      <TextField label={nameOf(name)} hint={hint} list={`new-${name}`} value={valueOf(name)} onValue={set(name)} />
      <datalist id={`new-${name}`}>{suggestions[name]?.map((one) => <option key={one} value={one} />)}</datalist>
    </>
  );

  const submit = async (): Promise<void> => {
    if (busy.peek()) return;
    if (title.peek().trim() === '') return void (problem.value = words.needsTitle);
    busy.value = true;
    problem.value = null;
    const values: ActionChanges & { title: string } = {
      title: title.peek().trim(),
      ...(description.peek() !== '' && { description: description.peek() }),
      ...valuesOf(given.peek()),
    };
    try {
      // Until it is known what can be chosen, the server takes what the lead chose.
      const made = await api.actions.create.mutate({ projectId, values, ...(form !== null && { repositoryId: chosen === NO_ISSUE ? null : chosen }), key: key.current });
      key.current = crypto.randomUUID();
      const open = (): void => router.go(addressOf(projectId, made.id, formatFilters(filters.peek())));
      toasts.show({ tone: 'info', about: made.id, text: words.done(made.title), act: { label: words.open, run: open } });
      if (!another.peek()) return onClose();
      title.value = '';
      description.value = '';
    } catch (error) {
      problem.value = faultSentence(faultOf(error));
    }
    busy.value = false;
  };

  return (
    <Dialog
      title={words.title}
      wide
      onClose={onClose}
      actions={
        <>
          <Checkbox label={words.another} checked={another.value} onValue={(on) => (another.value = on)} />
          <Button onClick={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" busy={busy.value} onClick={() => void submit()}>
            {words.submit}
          </Button>
        </>
      }
    >
      <form
        class="create-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField label={words.name} value={title.value} first maxLength={256} error={problem.value} onValue={(value) => (title.value = value)} />
        <div class="editor">
          <Editor label={words.description} placeholder={words.placeholder} value={description.value} repository={form?.repositories.find(({ id }) => id === chosen)?.fullName ?? null} onValue={(value) => (description.value = value)} onSave={() => void submit()} />
        </div>
        <div class="create-fields">
          <SelectField label={nameOf('status')} value={valueOf('status') || (firstStatus?.key ?? '')} choices={statuses.map((one) => ({ value: one.key, label: one.name }))} onValue={set('status')} />
          <SelectField label={nameOf('priority')} value={valueOf('priority')} choices={[{ value: '', label: text.priority.none }, ...priorities.map((one) => ({ value: one.value, label: one.name }))]} onValue={set('priority')} />
          <div>{listed('tags', words.commas)}</div>
          <div>{listed('assignees', words.commas)}</div>
          <div>{listed('milestone')}</div>
          <Field label={nameOf('dueDate')}>{(wiring) => <input {...wiring} class="input" type="date" value={valueOf('dueDate')} onInput={(event) => set('dueDate')(event.currentTarget.value)} />}</Field>
          {form !== null && form.repositories.length > 0 && (
            <SelectField label={words.issue} value={chosen} choices={[...form.repositories.map((one) => ({ value: one.id, label: one.fullName })), { value: NO_ISSUE, label: words.noIssue }]} onValue={(value) => (repository.value = value)} />
          )}
        </div>
      </form>
    </Dialog>
  );
}
