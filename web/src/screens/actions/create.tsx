import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ActionChanges } from '../../../../src/http/trpc/shapes.ts';
import { faultOf } from '../../api.ts';
import { formatFilters } from '../../filters.ts';
import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import { kept } from '../../state/kept.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, SelectField, TextField } from '../../ui/field.tsx';
import { faultSentence } from '../../view/fault.tsx';
import { useProject } from '../../view/project-context.ts';
import { CreateField, STATUS, USUAL, valuesOf } from './create-field.tsx';
import type { Given } from './create-field.tsx';
import { Editor } from './editor.tsx';

const NO_ISSUE = 'none';

/** Fields with a place of their own in the form. */
const HEAD: readonly string[] = ['title', 'description', 'status'];

/** What is being written; `key` makes one action of it, however often it is sent. */
type Draft = { key: string; title: string; description: string; given: Given };

/** A new action, with an issue where the project makes them. One form makes one action, however often it is sent. */
export function Create({ onClose }: { onClose: () => void }) {
  const { api, toasts, router, filters } = usePage();
  const { session, projectId } = useProject();
  const draft = useMemo(() => kept<Draft>(`new ${projectId}`), []);
  const repository = useSignal<string | null>(null);
  const another = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  useEffect(() => void session.readForm(), []);

  const form = session.form.value;
  const words = work.create;
  const statuses = session.project.value?.statuses ?? [];
  const chosen = repository.value ?? form?.repositories.find((one) => one.chosen)?.id ?? NO_ISSUE;
  const firstStatus = statuses.find(({ category }) => category === 'todo') ?? statuses[0];
  // Where there will be an issue, what is GitHub's alone is not given here.
  const fields = form?.fields.filter(({ key, readOnly }) => !HEAD.includes(key) && (chosen === NO_ISSUE || readOnly === null)) ?? USUAL;

  const now = (): Draft => draft.peek() ?? { key: crypto.randomUUID(), title: '', description: '', given: {} };
  const write = (change: Partial<Draft>): void => void (draft.value = { ...now(), ...change });
  const { title, description, given }: Omit<Draft, 'key'> = draft.value ?? { title: '', description: '', given: {} };
  const set = (field: string) => (value: string | string[]): void => write({ given: { ...now().given, [field]: value } });

  const submit = async (): Promise<void> => {
    if (busy.peek()) return;
    const made = now();
    if (made.title.trim() === '') return void (problem.value = words.needsTitle);
    busy.value = true;
    problem.value = null;
    const values: ActionChanges & { title: string } = {
      title: made.title.trim(),
      ...(made.description !== '' && { description: made.description }),
      ...valuesOf([STATUS, ...fields], made.given),
    };
    try {
      // Until it is known what can be chosen, the server takes what the lead chose.
      const action = await api.actions.create.mutate({ projectId, values, ...(form !== null && { repositoryId: chosen === NO_ISSUE ? null : chosen }), key: made.key });
      const open = (): void => router.go(addressOf(projectId, action.id, formatFilters(filters.peek())));
      toasts.show({ tone: 'info', about: action.id, text: words.done(action.title), act: { label: words.open, run: open } });
      draft.value = null;
      if (!another.peek()) return onClose();
      // The next one is often like it.
      write({ given: made.given });
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
          <Button
            onClick={() => {
              draft.value = null;
              onClose();
            }}
          >
            {text.ui.cancel}
          </Button>
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
        <TextField label={words.name} value={title} first maxLength={256} error={problem.value} onValue={(value) => write({ title: value })} />
        <div class="editor">
          <Editor label={words.description} placeholder={words.placeholder} value={description} repository={form?.repositories.find(({ id }) => id === chosen)?.fullName ?? null} onValue={(value) => write({ description: value })} onSave={() => void submit()} />
        </div>
        <div class="create-fields">
          <SelectField label={text.actions.fields['status']} value={String(given['status'] ?? firstStatus?.key ?? '')} choices={statuses.map((one) => ({ value: one.key, label: one.name }))} onValue={set('status')} />
          {fields.map((field) => (
            <CreateField key={field.key} field={field} value={given[field.key] ?? ''} onValue={set(field.key)} />
          ))}
          {form !== null && form.repositories.length > 0 && (
            <SelectField label={words.issue} value={chosen} choices={[...form.repositories.map((one) => ({ value: one.id, label: one.fullName })), { value: NO_ISSUE, label: words.noIssue }]} onValue={(value) => (repository.value = value)} />
          )}
        </div>
      </form>
    </Dialog>
  );
}
