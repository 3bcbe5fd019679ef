import { useSignal } from '@preact/signals';
import { rawOf } from '../../editors/editing.ts';
import { usePage } from '../../page.ts';
import type { ProjectMember } from '../../../../src/http/trpc/shapes.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Notice, Table } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { text as pageText } from '../../text.ts';

const text = settingsText.people;

/** A member whose login or name reads like the login on GitHub. */
function suggestion(login: string, members: readonly ProjectMember[]): string | undefined {
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return members.find((one) => plain(one.login) === plain(login) || (one.name !== null && plain(one.name) === plain(login)))?.login;
}

/** Which member each GitHub login is. */
export function Logins() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const changed = useSignal<Record<string, string>>({});
  const { busy, act } = useAct();
  const problem = useSignal<string | null>(null);
  const load = useLoad(async () => {
    const [integration, members] = await Promise.all([api.integrations.get.query({ projectId }), api.members.list.query({ projectId })]);
    const names = integration.repositories.map(({ fullName }) => fullName);
    const facts = names.length === 0 ? null : await api.integrations.facts.query({ projectId, repositories: names.slice(0, 20) });
    return { integration, members, seen: facts?.outcome === 'read' ? facts.facts.people : [] };
  });
  const save = async (): Promise<void> => {
    const found = load.data.peek();
    if (found === null) return;
    const people = Object.fromEntries(Object.entries({ ...found.integration.settings.people, ...changed.value }).filter(([, member]) => member !== ''));
    const members = [...new Set([...found.integration.settings.members, ...Object.values(people)])];
    problem.value = null;
    await act(async () => {
      const answer = await api.integrations.update.mutate({ projectId, expectedVersion: found.integration.version, settings: rawOf({ ...found.integration.settings, people, members }) });
      if (answer.outcome === 'saved') changed.value = {};
      else if (answer.outcome === 'invalid') problem.value = answer.problems.map(({ message }) => message).join('; ');
      else if (answer.outcome === 'refused') problem.value = answer.reason;
    });
    await load.reload();
  };
  return (
    <section class="form">
      <h3>{text.logins}</h3>
      <p class="muted">{text.loginsHint}</p>
      <Loaded load={load}>
        {({ integration, members, seen }) => {
          const { people } = integration.settings;
          const logins = [...new Set([...seen.map(({ name }) => name), ...Object.keys(people)])];
          const choices = [{ value: '', label: text.nobody }, ...[...new Set([...members.map(({ login }) => login), ...Object.values(people)])].map((value) => ({ value, label: value }))];
          if (logins.length === 0) return <p>{text.noLogins}</p>;
          return (
            <>
              <Table label={text.logins} head={[text.logins, text.members]}>
                {logins.map((login) => {
                  const hint = people[login] === undefined ? suggestion(login, members) : undefined;
                  const value = changed.value[login] ?? people[login] ?? '';
                  return (
                    <tr key={login}>
                      <td>{login}</td>
                      <td>
                        <span class="chips">
                          <SelectField label={login} labelHidden value={value} choices={choices} onValue={(member) => (changed.value = { ...changed.value, [login]: member })} />
                          {hint !== undefined && value === '' && (
                            <Button small onClick={() => (changed.value = { ...changed.value, [login]: hint })}>
                              {hint} <Badge>{text.suggested}</Badge>
                            </Button>
                          )}
                        </span>
                      </td>
                    </tr>
                  );
                })}
              </Table>
              {problem.value !== null && (
                <Notice tone="danger" live>
                  {problem.value}
                </Notice>
              )}
              {Object.keys(changed.value).length > 0 && (
                <Button variant="primary" busy={busy.value} onClick={() => void save()}>
                  {pageText.ui.save}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
