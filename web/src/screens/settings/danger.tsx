import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { usePage } from '../../page.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Notice, Skeleton } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Segmented } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';

const text = settingsText.danger;
/** How often what goes on in the background is looked at until it is over. */
const LOOK_MS = 1_000;

/** What goes, by its numbers: a sentence, or none where there is nothing. */
export function lostLines(counts: Record<string, unknown>): string[] {
  const lost = Object.entries(text.names).flatMap(([name, words]) => {
    const count = counts[name];
    return typeof count === 'number' && count > 0 ? [text.lost(words, count)] : [];
  });
  return lost.length === 0 ? [] : [text.goes(lost)];
}

export function Danger() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const asking = useSignal<'disconnect' | 'delete' | null>(null);
  const tasks = useLoad(() => api.privacy.tasks.query({ projectId }));
  useEffect(() => {
    const timer = setInterval(() => tasks.data.peek()?.some(({ state }) => state === 'waiting' || state === 'running') === true && void tasks.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const close = (): void => {
    asking.value = null;
    void tasks.reload();
  };
  return (
    <>
      <section class="form">
        <h3>{text.export}</h3>
        <p class="muted">{text.exportHint}</p>
        <ButtonLink href={`/api/projects/${encodeURIComponent(projectId)}/export`}>{text.download}</ButtonLink>
      </section>
      <section class="form">
        <h3>{text.disconnect}</h3>
        <p class="muted">{text.disconnectHint}</p>
        <Button variant="danger" onClick={() => (asking.value = 'disconnect')}>
          {text.disconnect}…
        </Button>
      </section>
      <section class="form">
        <h3>{text.delete}</h3>
        <p class="muted">{text.deleteHint}</p>
        <Button variant="danger" onClick={() => (asking.value = 'delete')}>
          {text.delete}…
        </Button>
      </section>
      {tasks.data.value !== null && tasks.data.value.length > 0 && (
        <section class="form">
          <h3>{text.tasks}</h3>
          <ul class="lines">
            {tasks.data.value.map((one) => (
              <li key={one.id} class="line">
                <div class="line-main">
                  {text.taskKinds[one.kind]} {one.error !== null && <p class="field-error">{one.error}</p>}
                </div>
                <Badge tone={one.state === 'failed' ? 'danger' : one.state === 'done' ? 'success' : 'accent'}>{text.taskStates[one.state]}</Badge>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asking.value === 'disconnect' && <Disconnect onClose={close} />}
      {asking.value === 'delete' && <Delete onClose={close} />}
    </>
  );
}

function Disconnect({ onClose }: { onClose: () => void }) {
  const { api } = usePage();
  const connection = useConnection();
  const { projectId } = connection;
  const { name } = useProjectShape();
  const load = useLoad(() => api.privacy.disconnectPreview.query({ projectId }));
  const actions = useSignal<'keep' | 'delete'>('keep');
  const { busy, problem, act } = useAct();
  const found = load.data.value;
  if (found === null) return <Waiting title={text.disconnect} load={load} onClose={onClose} />;
  const { actions: count, ...rest } = found;
  return (
    <Confirm
      title={text.disconnect}
      consequences={[text.unlinks(found.repositories), ...lostLines(actions.value === 'delete' ? { actions: count, ...rest } : rest), ...(actions.value === 'keep' ? [text.keptPrivate] : []), text.stays]}
      action={text.disconnect}
      phrase={name}
      busy={busy.value}
      problem={problem.value}
      onClose={onClose}
      onConfirm={() =>
        void act(async () => {
          await api.privacy.disconnect.mutate({ projectId, actions: actions.value });
          connection.readSoon();
          onClose();
        }, text.begun)
      }
    >
      <Segmented stacked label={text.disconnect} value={actions.value} choices={[{ value: 'keep', label: text.disconnectKeep }, { value: 'delete', label: text.disconnectDelete }]} onValue={(value) => (actions.value = value as 'keep')} />
    </Confirm>
  );
}

function Delete({ onClose }: { onClose: () => void }) {
  const { api, router } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.privacy.deletePreview.query({ projectId }));
  const { busy, problem, act } = useAct();
  const found = load.data.value;
  if (found === null) return <Waiting title={text.delete} load={load} onClose={onClose} />;
  return (
    <Confirm
      title={text.delete}
      consequences={[...lostLines({ ...found.github, ...found }), text.stays]}
      action={text.delete}
      phrase={found.name}
      busy={busy.value}
      problem={problem.value}
      onClose={onClose}
      onConfirm={() => void act(() => api.privacy.deleteProject.mutate({ projectId, name: found.name }), text.begun).then((done) => done && router.go('/projects'))}
    />
  );
}

function Waiting({ title, load, onClose }: { title: string; load: Parameters<typeof Loaded>[0]['load']; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      {load.fault.value === null ? <Skeleton /> : <Notice tone="danger"><Loaded load={load}>{() => null}</Loaded></Notice>}
    </Dialog>
  );
}
