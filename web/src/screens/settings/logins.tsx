import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { UpdateAnswer } from '../../../../src/http/trpc/integration-shapes.ts';
import { usePage } from '../../page.ts';
import { integrationText } from '../../text/integration.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Notice, Table } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Some } from '../../ui/some.tsx';

const text = settingsText.people;
const words = integrationText.save;

/** Why a login is not given to a member; null where it is. */
function problemOf(answer: UpdateAnswer): string | null {
  if (answer.outcome === 'saved') return null;
  if (answer.outcome === 'confirm') return words.confirm(answer.impact.writes, answer.impact.closing, answer.impact.unlabelling).join(' ');
  return answer.outcome === 'refused' ? answer.reason : answer.outcome === 'invalid' ? answer.problems.map(({ message }) => message).join('; ') : words.stale;
}

/** Logins on GitHub that are no member's own: who they are, given by hand, with a guess where something speaks for one. */
export function Logins() {
  const { api, toasts } = usePage();
  const { projectId } = useConnection();
  const asks = useRef(false);
  const problem = useSignal<string | null>(null);
  const confirm = useSignal<(() => void) | null>(null);
  const { busy, act } = useAct();
  const load = useLoad(() => api.mappings.people.query({ projectId, ask: asks.current }));
  const known = load.data.value !== null;
  // What is known here is shown at once, and stays where GitHub does not answer; its public names take a while, and make better guesses.
  useEffect(() => {
    if (!known) return;
    asks.current = true;
    void load.reload();
  }, [known]);
  const match = (login: string, member: string, more: { confirmation?: string } = {}): Promise<unknown> =>
    act(async () => {
      const answer = await api.mappings.setPerson.mutate({ projectId, expectedVersion: load.data.peek()?.version ?? 0, login, member: member === '' ? null : member, ...more });
      problem.value = problemOf(answer);
      confirm.value = answer.outcome === 'confirm' ? () => void match(login, member, { confirmation: answer.confirmation }) : null;
      if (problem.value === null) toasts.show({ tone: 'info', text: words.saved, about: 'act', act: null });
      await load.reload();
    });
  return (
    <section class="form">
      <h3>{text.logins}</h3>
      <p class="muted">{integrationText.namesHint}</p>
      {problem.value !== null && (
        <Notice tone="danger" live>
          {problem.value} {confirm.value !== null && <Button small onClick={confirm.value}>{words.goOn}</Button>}
        </Notice>
      )}
      <Loaded load={load}>
        {({ members, unmatched }) => {
          const given = members.flatMap(({ login: member, also }) => also.map((login) => ({ login, member, hint: '', guess: null })));
          const rows = [...unmatched.map(({ login, count, guess }) => ({ login, member: '', hint: text.assigned(count), guess })), ...given];
          const choices = [{ value: '', label: integrationText.noMember }, ...members.map(({ login }) => ({ value: login, label: login }))];
          if (rows.length === 0) return <p>{text.noLogins}</p>;
          return (
            <Some items={rows} nameOf={({ login }) => login}>
              {(some) => (
                <Table label={text.logins} head={[text.login, text.member]}>
                  {some.map(({ login, member, hint, guess }) => (
                    <tr key={login}>
                      <td>
                        {login} <span class="muted">{hint}</span>
                      </td>
                      <td>
                        <span class="chips">
                          <SelectField label={integrationText.whose(login)} labelHidden value={member} choices={choices} disabled={busy.value} onValue={(chosen) => void match(login, chosen)} />
                          {guess !== null && (
                            <Button small onClick={() => void match(login, guess.member)}>
                              {text.guess(guess.member, guess.because)}
                            </Button>
                          )}
                        </span>
                      </td>
                    </tr>
                  ))}
                </Table>
              )}
            </Some>
          );
        }}
      </Loaded>
    </section>
  );
}
