import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { EditableFieldShape } from '../../../../src/http/trpc/action-shapes.ts';
import type { ActionChanges } from '../../../../src/http/trpc/shapes.ts';
import type { Entity } from '../../state/entities.ts';
import { kept } from '../../state/kept.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { keepLineEnds } from '../../ui/line-ends.ts';
import { useProject } from '../../view/project-context.ts';
import { valueText } from '../../view/value-text.ts';
import { Unsaved } from './unsaved.tsx';

const INPUTS: Partial<Record<EditableFieldShape['kind'], { type: 'date' } | { type: 'number'; step: 'any' }>> = { date: { type: 'date' }, number: { type: 'number', step: 'any' } };

/** What is being written, the value that it began from, and whether the browser makes a value of it. */
type Draft = { base: string; mine: string; bad: boolean };

type Entered = { currentTarget: HTMLInputElement | HTMLTextAreaElement };

type Props = { entity: Entity; field: EditableFieldShape; value: unknown; changes: (value: string | number | null) => ActionChanges };

/** A field that is written in place; leaving it saves it. What was typed survives whatever happens meanwhile. */
export function Entry({ entity, field, value, changes }: Props) {
  const { change } = useProject();
  const draft = useMemo(() => {
    const mine = kept<Draft>(`${field.key} ${entity.id}`);
    // Of what is no value the browser tells nothing: it cannot be written anew.
    if (mine.peek()?.bad === true) mine.value = null;
    return mine;
  }, []);
  const wrong = useSignal(false);
  const here = useSignal(false);
  const shown = valueText(value);
  const now = draft.value;
  const isText = field.kind === 'text' || field.kind === 'lines';
  const Control = field.kind === 'lines' || (isText && /[\r\n]/.test(now?.base ?? shown)) ? 'textarea' : 'input';
  const collided = now !== null && now.base !== shown && now.mine !== shown;
  const save = async (over = false): Promise<void> => {
    const mine = draft.peek();
    if (mine === null || (collided && !over)) return;
    const words = isText ? keepLineEnds(shown, mine.mine) : mine.mine.trim();
    const wanted = words === '' ? null : field.kind === 'number' ? Number(words) : words;
    wrong.value = mine.bad || (typeof wanted === 'number' && !Number.isFinite(wanted));
    if (wrong.value) return;
    draft.value = null;
    if (words === shown || wanted === (value ?? null)) return;
    const result = await change(entity, changes(wanted ?? (isText ? '' : null)));
    // What could not be saved is still there to be saved.
    if (!result.ok && result.fault.kind !== 'missing') draft.value ??= mine;
  };
  const leave = (): void => {
    draft.value = null;
    wrong.value = false;
  };
  return (
    <>
      <Control
        class={`field-entry${shown === '' ? ' muted' : ''}`}
        {...(Control === 'textarea' ? { rows: 1 } : INPUTS[field.kind])}
        dir="auto"
        aria-label={field.name}
        placeholder={text.actions.none}
        value={now?.mine ?? shown}
        onInput={({ currentTarget: { value: mine, validity } }: Entered) => {
          wrong.value &&= validity.badInput;
          const base = draft.peek()?.base ?? shown;
          const same = !validity.badInput && (mine === base || (isText && keepLineEnds(base, mine) === base));
          draft.value = same ? null : { base, mine, bad: validity.badInput };
        }}
        onChange={() => void save()}
        onFocus={() => (here.value = true)}
        onBlur={() => {
          here.value = false;
          void save();
        }}
        onKeyDown={(event: Entered & KeyboardEvent) => {
          const entry = event.currentTarget;
          const leaves = event.key === 'Escape';
          if (leaves) {
            leave();
            entry.value = shown;
          }
          if (leaves || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) entry.blur();
        }}
      />
      {wrong.value && <span role="alert"> {field.kind === 'date' ? work.detail.invalidDate : work.detail.invalidNumber}</span>}
      {now !== null && !wrong.value && (collided || !here.value) && <Unsaved theirs={collided ? shown : null} onSave={() => void save(true)} onLeave={leave} />}
    </>
  );
}
