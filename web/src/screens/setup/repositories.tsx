import { useSignal } from '@preact/signals';
import type { LinkableRepository } from '../../../../src/http/trpc/shapes.ts';
import { usePage } from '../../page.ts';
import { setupText } from '../../text/setup.ts';
import { Badge, Blank } from '../../ui/bits.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Checkbox, TextField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';
import { Foot } from './foot.tsx';
import type { StepProps } from './foot.tsx';

const text = setupText.repositories;

/** Long lists are narrowed by searching. */
const SHOWN = 100;

type RowProps = { found: LinkableRepository; chosen: boolean; pullOnly: boolean; onChoose: (chosen: boolean) => void };

function Row({ found, chosen, pullOnly, onChoose }: RowProps) {
  const { fullName, private: hidden, canWrite, linked } = found;
  const impossible = !canWrite && !pullOnly;
  return (
    <li class="line">
      <div class="line-main">
        <Checkbox label={<span dir="auto">{fullName}</span>} hint={impossible ? text.mayRead : canWrite ? text.mayWrite : undefined} checked={chosen} disabled={linked || (impossible && !chosen)} onValue={onChoose} />
      </div>
      {hidden && <Badge icon="lock">{text.private}</Badge>}
      {linked && <Badge tone="success">{text.linked}</Badge>}
    </li>
  );
}

/** The second step: which repositories. A private one is chosen only by somebody who reads who will see it. */
export function RepositoriesStep({ draft, onward }: StepProps) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const { name } = useProjectShape();
  const load = useLoad(async () => {
    const [repositories, members] = await Promise.all([api.repositories.linkable.query({ projectId }), api.members.list.query({ projectId })]);
    return { repositories, members: members.map(({ login }) => login) };
  });
  const find = useSignal('');
  const asking = useSignal<string | null>(null);
  const { repositories, consents } = draft;
  const choose = (fullName: string, chosen: boolean): void => {
    const rest = repositories.value.filter((one) => one !== fullName);
    repositories.value = chosen ? [...rest, fullName] : rest;
  };
  /** A private one only with this person's word, which nobody gives for them. */
  const isChosen = (one: LinkableRepository): boolean => one.linked || (repositories.value.includes(one.fullName) && (!one.private || consents.value.includes(one.fullName)));
  const pullOnly = draft.editing.settings.value.direction === 'pull';
  return (
    <>
      <h2 class="title" tabIndex={-1}>
        {text.title}
      </h2>
      <p class="muted">{text.hint}</p>
      <Loaded load={load} lines={6}>
        {({ repositories: found, members }) => {
          const shown = found.filter(({ fullName }) => fullName.toLowerCase().includes(find.value.trim().toLowerCase()));
          return found.length === 0 ? (
            <Blank icon="repo" title={text.none} />
          ) : (
            <>
              <TextField label={text.search} value={find.value} placeholder={text.search} labelHidden onValue={(value) => (find.value = value)} />
              <p class="muted" role="status">
                {shown.length === 0 ? text.noMatch : text.chosen(found.filter(isChosen).length)}
              </p>
              <ul class="lines">
                {shown.slice(0, SHOWN).map((one) => (
                  <Row
                    key={one.id}
                    found={one}
                    chosen={isChosen(one)}
                    pullOnly={pullOnly}
                    onChoose={(chosen) => (chosen && one.private ? (asking.value = one.fullName) : choose(one.fullName, chosen))}
                  />
                ))}
              </ul>
              {asking.value !== null && (
                <Confirm
                  title={text.consentTitle(asking.value)}
                  consequences={text.consent(name, members)}
                  action={text.agree}
                  danger={false}
                  onClose={() => (asking.value = null)}
                  onConfirm={() => {
                    const agreed = asking.value ?? '';
                    consents.value = [...consents.value.filter((one) => one !== agreed), agreed];
                    choose(agreed, true);
                    asking.value = null;
                  }}
                />
              )}
            </>
          );
        }}
      </Loaded>
      <Foot draft={draft} step="repositories" onward={onward} disabled={repositories.value.length === 0} />
    </>
  );
}
