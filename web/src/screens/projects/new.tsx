import { useSignal } from '@preact/signals';
import { faultOf } from '../../api.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { projectsText } from '../../text/projects.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { faultSentence } from '../../ui/load.tsx';

const text = projectsText.newProject;

/** Makes a project, and goes on to its setup. */
export function NewProject() {
  const { api, router } = usePage();
  const name = useSignal('');
  const error = useSignal<string | null>(null);
  const busy = useSignal(false);
  const create = async (): Promise<void> => {
    if (name.value.trim() === '') {
      error.value = text.missing;
      return;
    }
    busy.value = true;
    try {
      const made = await api.projects.create.mutate({ name: name.value });
      router.go(screenAddress(made.id, 'setup'), { replace: true });
    } catch (failure) {
      error.value = faultSentence(faultOf(failure));
    }
    busy.value = false;
  };
  return (
    <main class="lone">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy.value) void create();
        }}
      >
        <h2 class="title">{text.title}</h2>
        <p class="muted">{text.hint}</p>
        <TextField label={text.name} hint={text.nameHint} error={error.value} value={name.value} maxLength={100} first onValue={(value) => (name.value = value)} />
        <p>
          <Button variant="primary" type="submit" busy={busy.value}>
            {text.create}
          </Button>
        </p>
      </form>
    </main>
  );
}
