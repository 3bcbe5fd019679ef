import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ActionDetail } from '../../../../src/http/trpc/action-shapes.ts';
import { usePage } from '../../page.ts';
import { kept } from '../../state/kept.ts';
import type { TextBase } from '../../state/update.ts';
import type { Entity } from '../../state/entities.ts';
import * as work from '../../text/work.ts';
import { Notice } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { keepLineEnds } from '../../ui/line-ends.ts';
import { useProject } from '../../view/project-context.ts';
import { Editor } from './editor.tsx';
import { Markdown } from './markdown.tsx';

/** What is being written, and the text that it began from. */
type Draft = { base: TextBase; mine: string; busy: boolean; collided: boolean };

/** The text with one task ticked or not: exactly that one character changes. */
export function withTick(source: string, place: number, checked: boolean): string | null {
  const isTask = source[place - 1] === '[' && source[place + 1] === ']' && /[ xX\t]/.test(source[place] ?? '');
  return isTask ? source.slice(0, place) + (checked ? 'x' : ' ') + source.slice(place + 1) : null;
}

const written = ({ base, mine }: Draft): string => keepLineEnds(base.description, mine);

type Props = { entity: Entity; detail: ActionDetail; mayEdit: boolean; /** Why it is GitHub's alone. */ readOnly: string | null; read: () => void };

/** An action's description, rendered, and written in place. What was written survives whatever happens meanwhile. */
export function Description({ entity, detail, mayEdit, readOnly, read }: Props) {
  const { toasts } = usePage();
  const { change, toEdit } = useProject();
  const draft = useMemo(() => {
    const mine = kept<Draft>(`description ${entity.id}`);
    if (mine.peek()?.busy === true) mine.value = { ...(mine.peek() as Draft), busy: false };
    return mine;
  }, []);
  const words = work.detail;
  const { description: current, version } = detail.action;
  const seen: TextBase = { version, description: current };
  const writable = mayEdit && readOnly === null;
  // One that was kept from before takes the focus from nobody.
  const begun = useRef(toEdit.peek() === entity.id);
  const begin = (): void => {
    begun.current = true;
    if (writable) draft.value ??= { base: seen, mine: current, busy: false, collided: false };
  };
  const now = writable ? draft.value : null;
  const asked = toEdit.value === entity.id && writable;
  useLayoutEffect(() => {
    if (!asked) return;
    toEdit.value = null;
    begin();
  }, [asked]);

  const save = async (base: TextBase): Promise<void> => {
    const now = draft.peek();
    if (now === null || now.busy) return;
    const description = written(now);
    if (description === base.description) return void (draft.value = null);
    draft.value = { ...now, busy: true };
    const result = await change(entity, { description }, base);
    const collided = !result.ok && result.fault.kind === 'stale';
    draft.value = result.ok ? null : { ...now, busy: false, collided };
    read();
  };
  const leave = (): void => {
    const now = draft.peek();
    if (now !== null && (written(now) === now.base.description || confirm(words.discard))) draft.value = null;
  };
  const tick = async (place: number, checked: boolean): Promise<void> => {
    const ticked = withTick(current, place, checked);
    const result = ticked === null ? null : await change(entity, { description: ticked }, seen);
    if (result === null || (!result.ok && result.fault.kind === 'stale')) toasts.show({ tone: 'problem', about: entity.id, text: words.tickLost, act: null });
    read();
  };

  return (
    <>
      <div class="section-head">
        <h3>{work.detail.description}</h3>
        {now === null && writable && (
          <Button small variant="plain" icon="pencil" onClick={begin}>
            {words.edit}
          </Button>
        )}
      </div>
      {readOnly !== null && <p class="muted">{readOnly}</p>}
      {now === null ? (
        detail.body.length === 0 ? (
          <p class="muted">{work.detail.noDescription}</p>
        ) : (
          <Markdown body={detail.body} tick={writable ? (place, checked) => void tick(place, checked) : null} />
        )
      ) : (
        <div class="editor">
          {now.collided ? (
            <>
              <Notice tone="attention" live>
                {words.collided}
              </Notice>
              <pre class="editor-theirs" aria-label={words.theirs} tabIndex={0}>
                {current.replaceAll('\r', '')}
              </pre>
            </>
          ) : (
            current !== now.base.description && <Notice live>{words.meanwhile}</Notice>
          )}
          <Editor
            label={work.detail.description}
            value={now.mine}
            repository={detail.action.github?.repository ?? null}
            first={begun.current}
            onValue={(mine) => (draft.value = { ...now, mine })}
            onSave={() => void save(now.collided ? seen : now.base)}
            onLeave={leave}
          />
          <div class="editor-foot">
            <Button variant="primary" busy={now.busy} onClick={() => void save(now.collided ? seen : now.base)}>
              {now.collided ? words.overwrite : words.save}
            </Button>
            {now.collided && <Button onClick={() => (draft.value = null)}>{words.takeTheirs}</Button>}
            <Button onClick={leave}>{words.cancel}</Button>
            <span class="muted only-keyboard">{words.saveKey}</span>
          </div>
        </div>
      )}
    </>
  );
}
