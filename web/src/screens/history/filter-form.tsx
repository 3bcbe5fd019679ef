import { useSignal } from '@preact/signals';
import type { TargetedInputEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { logText as words } from '../../text/sync.ts';
import { Button } from '../../ui/button.tsx';
import { Field, SelectField, type Choice } from '../../ui/field.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';
import { countFilters, parseLogFilters, withFilter, type FilterName } from './filters.ts';

const any: Choice = { value: '', label: words.any };
const choices = (labels: Record<string, string>, names = Object.keys(labels)): Choice[] => [any, ...names.map((value) => ({ value, label: labels[value] ?? value }))];
const OUTCOMES = [any, { value: 'trouble', label: words.trouble }, ...choices(words.outcomes).slice(1)];
/** Typing is over when nothing was typed for so long. */
const PAUSE_MS = 250;

/** Every filter stands in the address, so that a view can be kept and shared. On a phone they are folded away behind one button. */
export function FilterForm() {
  const { router } = usePage();
  const { projectId } = useConnection();
  const { repositories } = useProjectShape();
  const query = router.query.value;
  const value = (name: FilterName): string => query.get(name) ?? '';
  const set = (name: FilterName) => (next: string): void => router.go(screenAddress(projectId, 'history') + withFilter(router.query.peek(), name, next), { replace: true });
  const open = useSignal(false);
  const noIssue = value('issue') !== '' && parseLogFilters(query).issue === null;
  return (
    <>
      <p class="log-fold">
        <Button icon="triangleDown" expanded={open.value} onClick={() => (open.value = !open.value)}>{words.filtersSet(countFilters(query))}</Button>
      </p>
      <form class={`log-filters ${open.value ? 'is-open' : ''}`} role="search" aria-label={words.filters} onSubmit={(event) => event.preventDefault()}>
        <Typed label={words.search} type="text" placeholder={words.searchPlaceholder} value={value('text')} onValue={set('text')} />
        <SelectField label={words.outcome} value={value('outcome')} onValue={set('outcome')} choices={OUTCOMES} />
        <SelectField label={words.direction} value={value('direction')} onValue={set('direction')} choices={choices(words.directions)} />
        <SelectField label={words.trigger} value={value('trigger')} onValue={set('trigger')} choices={choices(words.triggers, ['webhook', 'backfill', 'poll', 'verify', 'refresh', 'push'])} />
        <SelectField label={words.repository} value={value('repository')} onValue={set('repository')} choices={[any, ...repositories.map(({ id, fullName }) => ({ value: id, label: fullName }))]} />
        <Typed label={words.issue} type="text" placeholder="#12" value={value('issue')} onValue={set('issue')} error={noIssue ? words.noIssue : null} />
        <Typed label={words.from} type="date" value={value('from').slice(0, 10)} onValue={set('from')} />
        <Typed label={words.to} type="date" value={value('to').slice(0, 10)} onValue={set('to')} />
      </form>
    </>
  );
}

type TypedProps = { label: string; type: 'text' | 'date'; placeholder?: string; value: string; error?: string | null; onValue: (value: string) => void };

function Typed({ label, type, placeholder, value, error, onValue }: TypedProps) {
  /** What the address has not taken yet. */
  const typed = useSignal<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLayoutEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (event: TargetedInputEvent<HTMLInputElement>): void => {
    const next = event.currentTarget.value;
    typed.value = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      onValue(next);
      typed.value = null;
    }, PAUSE_MS);
  };
  const common = { class: 'input', value: typed.value ?? value, onInput };
  return (
    <Field label={label} error={error}>
      {(wiring) => (type === 'date' ? <input {...wiring} {...common} type="date" /> : <input {...wiring} {...common} type="text" placeholder={placeholder} />)}
    </Field>
  );
}
