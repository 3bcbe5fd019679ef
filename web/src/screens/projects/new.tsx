import { useSignal } from '@preact/signals';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { projectsText } from '../../text/projects.ts';
import { useAct } from '../../ui/act.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

const text = projectsText.newProject;

/** Makes a project, and goes on to its setup. */
export function NewProject() {
  const { api, router } = usePage();
  const name = useSignal('');
  const { busy, problem, act } = useAct();
  const create = async (): Promise<void> => {
    if (name.value.trim() === '') problem.value = text.missing;
    else await act(async () => {
      const made = await api.projects.create.mutate({ name: name.value });
      router.go(screenAddress(made.id, 'setup'), { replace: true });
    });
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
        <TextField label={text.name} hint={text.nameHint} error={problem.value} value={name.value} maxLength={100} first onValue={(value) => (name.value = value)} />
        <p>
          <Button variant="primary" type="submit" busy={busy.value}>
            {text.create}
          </Button>
        </p>
      </form>
    </main>
  );
}
