import { useSignal } from '@preact/signals';
import { usePage } from '../../page.ts';
import type { ApiTokenShape, NewApiTokenShape } from '../../../../src/http/trpc/shapes.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Secret, Table } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox, SelectField, TextField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Ago, Until } from '../../view/ago.tsx';

const text = settingsText.tokens;
type Scope = keyof typeof text.scopes;
type Wanted = { name: string; expiresInDays: number | null; scopes: Scope[] };

type TokensProps = {
  scopes: readonly Scope[];
  list: () => Promise<ApiTokenShape[]>;
  create: (wanted: Wanted) => Promise<NewApiTokenShape>;
  revoke: (id: string) => Promise<unknown>;
};

/** API tokens: made, shown once, taken back. */
export function Tokens({ scopes, list, create, revoke }: TokensProps) {
  const load = useLoad(list);
  const name = useSignal('');
  const days = useSignal('90');
  const chosen = useSignal<Scope[]>(['read']);
  const made = useSignal<string | null>(null);
  const error = useSignal<string | null>(null);
  const { busy, act } = useAct(load.reload);
  const make = async (): Promise<void> => {
    error.value = name.value.trim() === '' ? text.needName : null;
    if (error.value !== null) return;
    await act(async () => {
      made.value = (await create({ name: name.value, expiresInDays: days.value === '' ? null : Number(days.value), scopes: chosen.value })).token;
      name.value = '';
    });
  };
  return (
    <>
      <section class="form">
        <p class="muted">{text.hint}</p>
        <div class="columns">
          <TextField label={text.name} value={name.value} maxLength={100} error={error.value} onValue={(value) => (name.value = value)} />
          <SelectField label={text.days} value={days.value} choices={['30', '90', '365', ''].map((value) => ({ value, label: text.dayChoices[value as '30'] }))} onValue={(value) => (days.value = value)} />
        </div>
        <div role="group" aria-label={text.scopesLabel} class="chips chips-wide">
          {scopes.map((scope) => (
            <Checkbox
              key={scope}
              label={text.scopes[scope]}
              checked={chosen.value.includes(scope)}
              onValue={(on) => (chosen.value = scopes.filter((one) => (one === scope ? on : chosen.value.includes(one))))}
            />
          ))}
        </div>
        <Button busy={busy.value} disabled={chosen.value.length === 0} onClick={() => void make()}>
          {text.create}
        </Button>
        {made.value !== null && (
          <Secret words={text.made} value={made.value} />
        )}
      </section>
      <Loaded load={load}>
        {(tokens) =>
          tokens.length === 0 ? (
            <p class="muted">{text.none}</p>
          ) : (
            <Table label={settingsText.sections.tokens} head={text.head}>
              {tokens.map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.name} <code>…{one.hint}</code>
                  </td>
                  <td>{one.scopes.map((scope) => text.scopes[scope]).join(', ')}</td>
                  <td>{one.lastUsedAt === null ? text.never : <Ago at={one.lastUsedAt} />}</td>
                  <td>{one.expiresAt === null ? text.never : <Until at={one.expiresAt} />}</td>
                  <td>
                    <Button small label={`${text.revoke} ${one.name}`} onClick={() => void act(() => revoke(one.id), undefined, one.id)}>
                      {text.revoke}
                    </Button>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </>
  );
}

/** A project's tokens never configure. */
export function ProjectTokens() {
  const { api } = usePage();
  const { projectId } = useConnection();
  return (
    <Tokens
      scopes={['read', 'write']}
      list={() => api.tokens.listOfProject.query({ projectId })}
      create={({ scopes, ...wanted }) => api.tokens.createForProject.mutate({ projectId, ...wanted, scopes: scopes.filter((one) => one !== 'admin') })}
      revoke={(id) => api.tokens.revokeOfProject.mutate({ projectId, id })}
    />
  );
}
