import { useSignal } from '@preact/signals';
import type { IntegrationShape } from '../../../../src/http/trpc/integration-shapes.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Notice } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { choicesOf, SelectField, TextField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive, useProjectShape } from '../../ui/room.ts';
import { CallingOff } from '../../view/calling-off.tsx';

const text = settingsText.general;

function Brake({ brake, onSettled }: { brake: IntegrationShape['brake']; onSettled: () => Promise<void> }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const { busy, act } = useAct(onSettled);
  if (brake.waiting === 0) return null;
  const losses = settingsText.brake.losses(brake.closing, brake.unlabelling);
  const shown = 25;
  const settle = (verb: 'confirmBrake' | 'declineBrake') => void act(() => api.integrations[verb].mutate({ projectId }));
  return (
    <Notice tone="attention">
      <strong>{settingsText.brake.title(brake.waiting)}</strong>
      <p>
        {losses !== '' && `${losses}. `}
        {settingsText.brake.hint} {settingsText.brake.declineHint}
      </p>
      <ul class="consequences">
        {brake.issues.slice(0, shown).map(({ repository, number, title, loss }) => (
          <li key={`${repository}#${number}`}>
            {repository}#{number} <span dir="auto">{title}</span>
            {loss !== null && <span class="muted"> · {settingsText.brake.loss[loss]}</span>}
          </li>
        ))}
        {brake.waiting > shown && <li class="muted">{settingsText.brake.more(brake.waiting - shown)}</li>}
      </ul>
      <p class="chips">
        <Button small busy={busy.value} onClick={() => settle('confirmBrake')}>
          {settingsText.brake.confirm}
        </Button>
        <Button small busy={busy.value} onClick={() => settle('declineBrake')}>
          {settingsText.brake.decline}
        </Button>
      </p>
    </Notice>
  );
}

export function General() {
  const { api } = usePage();
  const connection = useConnection();
  const { projectId } = connection;
  const project = useProjectShape();
  const name = useSignal(project.name);
  const load = useLoad(async () => {
    const [integration, kept] = await Promise.all([api.integrations.get.query({ projectId }), api.retention.get.query({ projectId })]);
    return { integration, kept };
  });
  const reread = async (): Promise<void> => {
    await Promise.all([connection.read(), load.reload()]);
  };
  const { busy, problem, act } = useAct(reread);
  // What waits, and how far a calling off is.
  useLive({ onEvent: (event) => event.type === 'health.changed' && void load.reload() });
  return (
    <>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void act(() => api.projects.rename.mutate({ id: projectId, name: name.value }), text.renamed);
        }}
      >
        <TextField label={text.name} value={name.value} maxLength={100} error={problem.value} onValue={(value) => (name.value = value)} />
        <Button type="submit" busy={busy.value} disabled={name.value.trim() === '' || name.value.trim() === project.name}>
          {text.rename}
        </Button>
      </form>
      <Loaded load={load}>
        {({ integration, kept }) => (
          <>
            <section class="form">
              <p>
                {text.state[integration.state]} {integration.reason}
              </p>
              <CallingOff of={integration.brake.callingOff} />
              <Brake brake={integration.brake} onSettled={reread} />
              <p class="chips">
                <ButtonLink icon="gear" href={screenAddress(projectId, 'setup', integration.repositories.length === 0 ? 'github' : 'repositories')}>
                  {text.setup}
                </ButtonLink>
                {integration.state === 'active' && integration.repositories.length > 0 && (
                  <Button busy={busy.value} onClick={() => void act(() => api.integrations.pause.mutate({ projectId }))}>
                    {text.pause}
                  </Button>
                )}
                {integration.state === 'paused' && (
                  <Button variant="primary" busy={busy.value} onClick={() => void act(() => api.integrations.resume.mutate({ projectId }))}>
                    {text.resume}
                  </Button>
                )}
              </p>
            </section>
            <section class="form">
              <SelectField
                label={text.history}
                hint={`${text.historyHint} ${text.instance(kept.deliveriesDays, kept.syncLogDays)}`}
                value={String(kept.historyDays ?? '')}
                choices={choicesOf({ ...text.historyChoices, [String(kept.historyDays ?? '')]: text.historyChoices[String(kept.historyDays ?? '') as ''] ?? text.days(kept.historyDays ?? 0) })}
                onValue={(value) => void act(() => api.retention.setHistory.mutate({ projectId, days: value === '' ? null : Number(value) }), text.saved)}
              />
            </section>
          </>
        )}
      </Loaded>
    </>
  );
}
