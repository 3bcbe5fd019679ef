import { useSignal } from '@preact/signals';
import { usePage } from '../../page.ts';
import type { ProjectMember } from '../../../../src/http/trpc/shapes.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Secret, Table } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { choicesOf, SelectField, TextField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Some } from '../../ui/some.tsx';
import { Until } from '../../view/ago.tsx';
import { Avatar } from '../../view/avatars.tsx';
import { Logins } from './logins.tsx';

const text = settingsText.people;
type Role = ProjectMember['role'];
const ROLES = choicesOf(text.roles);

export function People() {
  return (
    <>
      <Members />
      <Invitations />
      <Logins />
    </>
  );
}

function Members() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.members.list.query({ projectId }));
  const leaving = useSignal<ProjectMember | null>(null);
  const { busy, problem, act } = useAct(load.reload);
  const remove = async (userId: string): Promise<void> => {
    if (await act(() => api.members.remove.mutate({ projectId, userId }))) leaving.value = null;
  };
  return (
    <section>
      <Loaded load={load}>
        {(members) => (
          <Some items={members} nameOf={({ name, login }) => `${name ?? ''} ${login}`}>
            {(some) => (
              <Table label={text.members} head={text.head}>
                {some.map((one) => (
                  <tr key={one.userId}>
                    <td>
                      <span class="chips">
                        <Avatar name={one.name ?? one.login} />
                        <span>
                          {one.name ?? one.login} {one.name !== null && <span class="muted">{one.login}</span>}
                        </span>
                      </span>
                    </td>
                    <td>
                      <SelectField
                        label={text.role(one.login)}
                        labelHidden
                        value={one.role}
                        choices={ROLES}
                        onValue={(role) => void act(() => api.members.setRole.mutate({ projectId, userId: one.userId, role: role as Role }), settingsText.general.saved)}
                      />
                    </td>
                    <td>
                      <Button small label={`${text.remove} ${one.login}`} onClick={() => (leaving.value = one)}>
                        {text.remove}
                      </Button>
                    </td>
                  </tr>
                ))}
              </Table>
            )}
          </Some>
        )}
      </Loaded>
      {leaving.value !== null && (
        <Confirm
          title={text.removeTitle(leaving.value.login)}
          consequences={text.removeConsequences}
          action={text.remove}
          busy={busy.value}
          problem={problem.value}
          onClose={() => (leaving.value = null)}
          onConfirm={() => void remove(leaving.peek()?.userId ?? '')}
        />
      )}
    </section>
  );
}

function Invitations() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.invitations.list.query({ projectId }));
  const role = useSignal<Role>('member');
  const days = useSignal('7');
  const uses = useSignal('1');
  const link = useSignal<string | null>(null);
  const { busy, act } = useAct(load.reload);
  const whole = (text: string, max: number): number => Math.max(1, Math.min(max, Math.trunc(Number(text)) || 1));
  const create = async (): Promise<void> => {
    await act(async () => {
      const { code } = await api.invitations.create.mutate({ projectId, role: role.value, expiresInDays: whole(days.value, 30), maxUses: whole(uses.value, 100) });
      link.value = `${location.origin}/invitations/${code}`;
    });
  };
  return (
    <section class="form">
      <h3>{text.invite}</h3>
      <p class="muted">{text.inviteHint}</p>
      <div class="columns">
        <SelectField label={text.inviteRole} value={role.value} choices={ROLES} onValue={(value) => (role.value = value as Role)} />
        <TextField label={text.inviteDays} value={days.value} number={{ min: 1, max: 30 }} onValue={(value) => (days.value = value)} />
        <TextField label={text.inviteUses} value={uses.value} number={{ min: 1, max: 100 }} onValue={(value) => (uses.value = value)} />
      </div>
      <Button busy={busy.value} onClick={() => void create()}>
        {text.create}
      </Button>
      {link.value !== null && (
        <Secret words={text.link} value={link.value} />
      )}
      <Loaded load={load} lines={1}>
        {(open) =>
          open.length > 0 && (
            <ul class="lines" aria-label={text.open}>
              {open.map((one) => (
                <li key={one.id} class="line">
                  <div class="line-main">
                    {text.roles[one.role]}{' '}
                    <span class="muted">
                      · {text.uses(one.uses, one.maxUses)} · {text.ends} <Until at={one.expiresAt} />
                    </span>
                  </div>
                  <Button small onClick={() => void act(() => api.invitations.revoke.mutate({ projectId, id: one.id }), undefined, one.id)}>
                    {text.revoke}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
