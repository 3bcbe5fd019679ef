import { useSignal } from '@preact/signals';
import type { ConflictSettlement, ConflictShape } from '../../../../src/http/trpc/conflicts-shapes.ts';
import { addressOf } from '../../router.ts';
import { inboxText as words } from '../../text/sync.ts';
import { Badge } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Diff } from '../../ui/diff.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { keepLineEnds } from '../../ui/line-ends.ts';
import { useConnection, useProjectShape } from '../../ui/room.ts';
import { Ago } from '../../view/ago.tsx';
import { Icon } from '../../view/icon.tsx';
import { named, valueText } from '../../view/value-text.ts';

type Props = {
  conflict: ConflictShape;
  selected: boolean;
  /** Null for who may only look. */
  onToggle: (() => void) | null;
  busy: boolean;
  onSettle: (decision: ConflictSettlement['decision']) => Promise<boolean>;
  /** Null for who may not change the settings. */
  onPolicy: (() => void) | null;
};

type SideProps = { name: string; icon: 'markGithub' | 'sync'; side: ConflictShape['github']; base: unknown; show: (value: unknown) => unknown };

function Side({ name, icon, side, base, show }: SideProps) {
  return (
    <div class="side">
      <h4>
        <Icon name={icon} /> {name}
      </h4>
      <p class="side-value"><Diff before={show(base)} after={show(side.value)} /></p>
      <p class="field-hint">
        {side.by ?? words.someone}
        {side.at !== null && <> · <Ago at={side.at} /></>}
      </p>
    </div>
  );
}

/** What was typed, as a value of its kind. What is no number goes as it is, for the service to say so. */
function valueOf(kind: ConflictShape['kind'], words: string, before: string): string | number | string[] | null {
  if (kind === 'text') return keepLineEnds(before, words);
  if (kind === 'set') return words.split(',').map((one) => one.trim()).filter((one) => one !== '');
  if (words.trim() === '') return null;
  return kind === 'number' && Number.isFinite(+words) ? +words : words;
}

/** A field that both sides changed: what it was, what each made of it, and the ways out. */
export function ConflictCard({ conflict, selected, onToggle, busy, onSettle, onPolicy }: Props) {
  const { projectId } = useConnection();
  const { statuses } = useProjectShape();
  const typed = useSignal<string | null>(null);
  const isStatus = conflict.field === 'status';
  const show = (value: unknown): unknown => named(conflict.field, value, statuses);
  const { id, action, issue, name, kind, base, github, lockstep, resolved } = conflict;
  const ours = valueText(lockstep.value);
  const begin = (): void => void (typed.value = kind === 'set' ? valueText([...new Set([github.value, lockstep.value].flat())]) : ours);
  const save = async (): Promise<void> => {
    if (await onSettle({ value: valueOf(kind, typed.peek() ?? '', ours) })) typed.value = null;
  };
  return (
    <li class={`conflict ${selected ? 'is-selected' : ''}`} data-conflict={id} tabIndex={-1}>
      <header class="conflict-head">
        {onToggle !== null && <input type="checkbox" aria-label={words.select(action.title)} checked={selected} onChange={onToggle} />}
        <h3>
          <a href={addressOf(projectId, action.id, '')} dir="auto">{action.title}</a>
        </h3>
        <Badge tone="attention">{name}</Badge>
        <a class="muted" href={issue.url} target="_blank" rel="noopener noreferrer">{issue.repository}#{issue.number}</a>
      </header>
      <div class="sides">
        <div class="side">
          <h4>{words.base} <span class="field-hint">{words.baseHint}</span></h4>
          <p class="side-value"><Diff before={show(base)} after={show(base)} /></p>
        </div>
        <Side name={words.github} icon="markGithub" side={github} base={base} show={show} />
        <Side name={words.lockstep} icon="sync" side={lockstep} base={base} show={show} />
      </div>
      {resolved !== null && (
        <p class="conflict-foot field-hint">
          {resolved.by ?? ''} {words.how[resolved.how]} · <Ago at={resolved.at} />
        </p>
      )}
      {onToggle !== null && typed.value === null && (
        <div class="conflict-foot">
          <Button small busy={busy} onClick={() => void onSettle({ take: 'github' })}>{words.takeGithub}</Button>
          <Button small busy={busy} onClick={() => void onSettle({ take: 'lockstep' })}>{words.takeLockstep}</Button>
          <Button small variant="plain" onClick={begin}>{words.merge}</Button>
          {onPolicy !== null && <Button small variant="plain" icon="gear" label={words.fromNowOnFor(name)} onClick={onPolicy}>{words.fromNowOn}</Button>}
        </div>
      )}
      {typed.value !== null && (
        <form
          class="conflict-merge"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {isStatus ? (
            <SelectField label={words.merged} value={typed.value} onValue={(value) => (typed.value = value)} choices={statuses.map((one) => ({ value: one.key, label: one.name }))} />
          ) : (
            <TextField label={words.merged} hint={kind === 'set' ? words.mergedNames : words.mergedHint} value={typed.value} onValue={(value) => (typed.value = value)} {...(kind === 'text' ? { rows: 8 } : {})} />
          )}
          <div class="conflict-buttons">
            <Button small variant="primary" type="submit" busy={busy}>{words.save}</Button>
            <Button small onClick={() => (typed.value = null)}>{words.cancel}</Button>
          </div>
        </form>
      )}
    </li>
  );
}
