import { usePage } from '../../page.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Notice } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive } from '../../ui/room.ts';
import { Ago } from '../../view/ago.tsx';
import { type Kind, KindBoxes } from './kinds.tsx';
import { Webhooks } from './webhooks.tsx';

const text = settingsText.alerts;

/** What a lead is told of, and by which ways. */
export function Alerts() {
  return (
    <>
      <Now />
      <Mail />
      <Webhooks />
    </>
  );
}

function Now() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.alerts.list.query({ projectId }));
  const { busy, act } = useAct(load.reload);
  useLive({ onEvent: (event) => event.type === 'health.changed' && void load.reload(), onReset: () => void load.reload() });
  const markRead = (ids: string[] | null): void => void act(() => api.alerts.markRead.mutate({ projectId, ids }), undefined, ids?.[0]);
  return (
    <section class="form">
      <p class="muted">{text.hint}</p>
      <Loaded load={load}>
        {(alerts) =>
          alerts.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <>
              <ul class="lines" aria-label={settingsText.sections.alerts}>
                {alerts.map((one) => (
                  <li key={one.id} class="line">
                    <div class={`line-main ${one.read ? 'muted' : ''}`}>
                      {one.text}
                      <p class="muted">
                        <Ago at={one.raisedAt} />
                        {one.closedAt !== null && <> · {text.ended} <Ago at={one.closedAt} /></>}
                      </p>
                    </div>
                    <Badge tone={one.closedAt === null ? 'attention' : 'neutral'}>{one.closedAt === null ? text.open : text.closed}</Badge>
                    {!one.read && <Button small label={`${text.read}: ${one.text}`} onClick={() => markRead([one.id])}>{text.read}</Button>}
                  </li>
                ))}
              </ul>
              {alerts.filter(({ read }) => !read).length > 1 && <Button small busy={busy.value} onClick={() => markRead(null)}>{text.readAll}</Button>}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

/** A person's own choice, for all their projects. */
function Mail() {
  const { api } = usePage();
  const load = useLoad(() => api.alerts.preferences.query());
  const { act } = useAct(load.reload);
  return (
    <section class="form">
      <h3>{text.mail}</h3>
      <Loaded load={load}>
        {(known) => {
          const { email, kinds, addresses, mail } = known;
          const save = (change: { email?: string | null; kinds?: Kind[] }): void => {
            // Shown at once, so that the next choice begins from it.
            load.data.value = { ...known, ...change };
            void act(() => api.alerts.setPreferences.mutate({ email, kinds, ...change }), settingsText.general.saved);
          };
          return mail ? (
            <>
              <p class="muted">{text.mailHint}</p>
              <SelectField
                label={text.address}
                hint={addresses.length === 0 ? text.noAddress : undefined}
                value={email ?? ''}
                choices={[{ value: '', label: text.noMail }, ...new Set([...addresses, ...(email === null ? [] : [email])])].map((one) => (typeof one === 'string' ? { value: one, label: one } : one))}
                onValue={(value) => save({ email: value === '' ? null : value })}
              />
              {email !== null && <KindBoxes label={text.which} kinds={kinds} onKinds={(next) => save({ kinds: next })} />}
            </>
          ) : (
            <Notice>{text.mailOff}</Notice>
          );
        }}
      </Loaded>
    </section>
  );
}
