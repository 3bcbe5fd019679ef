import { useSignal } from '@preact/signals';
import type { LinkedRepository } from '../../../../src/http/trpc/integration-shapes.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { settingsText } from '../../text/settings.ts';
import { setupText } from '../../text/setup.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Blank } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Checkbox, Switch } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';

const text = settingsText.repositories;

export function Repositories() {
  const { api } = usePage();
  const connection = useConnection();
  const { projectId } = connection;
  const { name } = useProjectShape();
  const load = useLoad(() => api.integrations.get.query({ projectId }));
  const unlinking = useSignal<LinkedRepository | null>(null);
  const archive = useSignal(false);
  const { busy, problem, act } = useAct(load.reload);
  const unlink = async (repositoryId: string): Promise<void> => {
    if (!(await act(() => api.integrations.unlink.mutate({ projectId, repositoryId, actions: archive.value ? 'archive' : 'keep' })))) return;
    unlinking.value = null;
    await connection.read();
  };
  const opening = useSignal<{ one: LinkedRepository; members: string[] } | null>(null);
  const setOpen = async (repositoryId: string, open: boolean): Promise<void> => {
    if (await act(() => api.repositories.setOpen.mutate({ projectId, repositoryId, open, consent: open }))) opening.value = null;
  };
  const askToOpen = (one: LinkedRepository): Promise<boolean> =>
    act(async () => (opening.value = { one, members: (await api.members.list.query({ projectId })).map(({ login }) => login) }));
  return (
    <>
      <p>
        <ButtonLink icon="plus" href={screenAddress(projectId, 'setup', 'repositories')}>
          {text.add}
        </ButtonLink>
      </p>
      <Loaded load={load}>
        {({ repositories }) =>
          repositories.length === 0 ? (
            <Blank icon="repo" title={text.none} />
          ) : (
            <ul class="lines">
              {repositories.map((one) => (
                <li key={one.id} class="line">
                  <div class="line-main">
                    <strong dir="auto">{one.fullName}</strong>
                    <p class="muted">
                      {settingsText.danger.lost(settingsText.danger.names.actions, one.actions)} · {one.pausedBecause ?? one.readOnlyBecause ?? one.pollError ?? setupText.activate.states[one.pull.state]}
                    </p>
                    {one.private && <Switch label={text.open} hint={text.openHint} checked={one.openToMembers} onValue={(open) => void (open ? askToOpen(one) : setOpen(one.id, false))} />}
                  </div>
                  {one.private && <Badge icon="lock">{setupText.repositories.private}</Badge>}
                  <Button small label={`${text.unlink} ${one.fullName}`} onClick={() => (unlinking.value = one)}>
                    {text.unlink}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {opening.value !== null && (
        <Confirm
          title={text.openTitle(opening.value.one.fullName)}
          consequences={text.openConsequences(name, opening.value.members)}
          action={text.openAction}
          danger={false}
          busy={busy.value}
          problem={problem.value}
          onClose={() => (opening.value = null)}
          onConfirm={() => void setOpen(opening.peek()?.one.id ?? '', true)}
        />
      )}
      {unlinking.value !== null && (
        <Confirm
          title={text.unlinkTitle(unlinking.value.fullName)}
          consequences={text.unlinkConsequences}
          action={text.unlink}
          busy={busy.value}
          problem={problem.value}
          onClose={() => (unlinking.value = null)}
          onConfirm={() => void unlink(unlinking.peek()?.id ?? '')}
        >
          <Checkbox label={text.archive} checked={archive.value} onValue={(value) => (archive.value = value)} />
        </Confirm>
      )}
    </>
  );
}
