import { useSignal } from '@preact/signals';
import type { OutgoingWebhookShape } from '../../../../src/http/trpc/webhooks.ts';
import { usePage } from '../../page.ts';
import { settingsText } from '../../text/settings.ts';
import * as pageText from '../../text.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Notice, Secret, Table, type Tone } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch, TextField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Ago } from '../../view/ago.tsx';
import { type Kind, KindBoxes, KINDS } from './kinds.tsx';

const text = settingsText.webhooks;

type Wanted = Pick<OutgoingWebhookShape, 'url' | 'kinds' | 'active'> & { id: string | null };
const NEW: Wanted = { id: null, url: '', kinds: KINDS.filter((kind) => kind !== 'backfill.finished' && kind !== 'access.regained'), active: true };

/** Messages to other systems: where to, about what, and what became of them. */
export function Webhooks() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.webhooks.list.query({ projectId }));
  const editing = useSignal<Wanted | null>(null);
  const removing = useSignal<OutgoingWebhookShape | null>(null);
  const secret = useSignal<string | null>(null);
  const { busy, problem, act } = useAct();
  const remove = async (id: string): Promise<void> => {
    if (!(await act(() => api.webhooks.remove.mutate({ projectId, id }), text.removed))) return;
    removing.value = null;
    await load.reload();
  };
  return (
    <section class="form">
      <h3>{text.title}</h3>
      <p class="muted">
        {text.hint} <a class="link" href="https://www.standardwebhooks.com" target="_blank" rel="noopener noreferrer">Standard Webhooks</a>
      </p>
      {secret.value !== null && (
        <Secret words={text.secret} value={secret.value} />
      )}
      <Loaded load={load} lines={2}>
        {(webhooks) =>
          webhooks.length > 0 && (
            <ul class="lines" aria-label={text.title}>
              {webhooks.map((one) => (
                <Line key={one.id} webhook={one} onEdit={() => (editing.value = one)} onRemove={() => (removing.value = one)} onRetried={load.reload} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Button icon="plus" onClick={() => (editing.value = NEW)}>{text.add}</Button>
      {editing.value !== null && (
        <Edit
          start={editing.value}
          onClose={() => (editing.value = null)}
          onSaved={(made) => {
            if (made !== null) secret.value = made;
            editing.value = null;
            void load.reload();
          }}
        />
      )}
      {removing.value !== null && (
        <Confirm title={text.removeTitle} consequences={[removing.value.url, ...text.removeConsequences]} action={text.remove} busy={busy.value} problem={problem.value} onClose={() => (removing.value = null)} onConfirm={() => void remove(removing.peek()?.id ?? '')} />
      )}
    </section>
  );
}

function Line({ webhook, onEdit, onRemove, onRetried }: { webhook: OutgoingWebhookShape; onEdit: () => void; onRemove: () => void; onRetried: () => Promise<void> }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const { id, url, kinds, active, parked } = webhook;
  const open = useSignal(false);
  const tried = useSignal<{ ok: boolean; message: string } | null>(null);
  const { busy, act } = useAct();
  const button = (label: string, onClick: () => void) => <Button small label={`${label}: ${url}`} busy={label === text.test && busy.value} onClick={onClick}>{label}</Button>;
  return (
    <li class="line webhook">
      <div class="line-main">
        <strong>{url}</strong>
        <p class="muted">{kinds.map((kind) => settingsText.alerts.kinds[kind]).join(', ')}</p>
      </div>
      {!active && <Badge>{text.off}</Badge>}
      {parked > 0 && <Badge tone="danger" icon="alert">{text.parked(parked)}</Badge>}
      <span class="chips">
        {button(text.test, () => void act(async () => (tried.value = await api.webhooks.test.mutate({ projectId, id }))))}
        <Button small label={`${text.messages}: ${url}`} expanded={open.value} onClick={() => (open.value = !open.value)}>{text.messages}</Button>
        {button(text.edit, onEdit)}
        {button(text.remove, onRemove)}
      </span>
      {tried.value !== null && <Notice tone={tried.value.ok ? 'success' : 'danger'} live>{tried.value.message}</Notice>}
      {open.value && <Messages webhook={webhook} onRetried={onRetried} />}
    </li>
  );
}

const TONES: Record<string, Tone> = { sent: 'success', parked: 'danger' };

function Messages({ webhook: { id, parked }, onRetried }: { webhook: OutgoingWebhookShape; onRetried: () => Promise<void> }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.webhooks.deliveries.query({ projectId, id }));
  const { busy, act } = useAct();
  const retry = async (): Promise<void> => {
    if (await act(() => api.webhooks.retry.mutate({ projectId, id }), text.again)) await Promise.all([load.reload(), onRetried()]);
  };
  return (
    <div class="webhook-messages">
      <Loaded load={load} lines={2}>
        {(messages) =>
          messages.length === 0 ? (
            <p class="muted">{text.noMessages}</p>
          ) : (
            <Table label={text.messages} head={text.head}>
              {messages.map((one) => (
                <tr key={one.id}>
                  <td><Ago at={one.createdAt} /></td>
                  <td><Badge tone={TONES[one.state] ?? 'accent'}>{text.states[one.state]}</Badge></td>
                  <td>{pageText.number(one.attempts)}</td>
                  <td>{one.error ?? (one.status === null ? '' : text.status(one.status))}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {parked > 0 && <Button small icon="sync" busy={busy.value} onClick={() => void retry()}>{text.retry}</Button>}
    </div>
  );
}

function Edit({ start, onClose, onSaved }: { start: Wanted; onClose: () => void; onSaved: (secret: string | null) => void }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const url = useSignal(start.url);
  const kinds = useSignal<Kind[]>(start.kinds);
  const active = useSignal(start.active);
  const { busy, problem, act } = useAct();
  const save = (): void => void act(async () => {
    const wanted = { projectId, url: url.peek().trim(), kinds: kinds.peek() };
    if (start.id === null) onSaved((await api.webhooks.create.mutate(wanted)).secret);
    else onSaved(await api.webhooks.change.mutate({ ...wanted, id: start.id, active: active.peek() }));
  });
  const ready = url.value.trim() !== '' && kinds.value.length > 0;
  return (
    <Dialog
      title={start.id === null ? text.add : text.editTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{pageText.ui.cancel}</Button>
          <Button variant="primary" busy={busy.value} disabled={!ready} onClick={save}>{pageText.ui.save}</Button>
        </>
      }
    >
      <TextField label={text.url} hint={text.urlHint} first placeholder="https://example.org/hooks/lockstep" error={problem.value} value={url.value} onValue={(value) => (url.value = value)} />
      <KindBoxes label={settingsText.alerts.which} kinds={kinds.value} onKinds={(next) => (kinds.value = next)} />
      {start.id !== null && <Switch label={text.active} checked={active.value} onValue={(on) => (active.value = on)} />}
    </Dialog>
  );
}
