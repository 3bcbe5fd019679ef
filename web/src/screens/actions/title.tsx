import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { kept } from '../../state/kept.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { IconButton } from '../../ui/button.tsx';
import { useProject } from '../../view/project-context.ts';
import { Unsaved } from './unsaved.tsx';

const words = work.detail;

/** What is being written, and the title that it began from. */
type Draft = { base: string; mine: string };

/** A title is one line; its spaces are what the person wrote. */
const oneLine = (title: string): string => title.replaceAll(/\n+/g, ' ');

/** The title; a click on the pencil makes it a field. Enter keeps what was written, Escape leaves it. */
export function Title({ entity, heading, readOnly }: { entity: Entity; heading: RefObject<HTMLHeadingElement | null>; readOnly: string | null }) {
  const { change } = useProject();
  const draft = useMemo(() => kept<Draft>(`title ${entity.id}`), []);
  const area = useRef<HTMLTextAreaElement>(null);
  const asked = useRef(false);
  const now = draft.value;
  const open = now !== null;
  // Before the browser paints: an effect after it would take the focus back from somebody who is already elsewhere.
  useLayoutEffect(() => {
    // One that was kept from before takes the focus from nobody.
    if (!asked.current) return;
    area.current?.focus();
    area.current?.select();
  }, [open]);
  const { title } = entity.shown.value;
  // Somebody else named it meanwhile: whose name it gets is for the person to say.
  const collided = now !== null && now.base !== title && now.mine !== now.base && oneLine(now.mine) !== title;
  const save = async (over = false): Promise<void> => {
    const mine = draft.peek();
    if (mine === null || (collided && !over)) return;
    draft.value = null;
    asked.current = false;
    const wanted = oneLine(mine.mine);
    if (mine.mine === mine.base || wanted.trim() === '' || wanted === title) return;
    const result = await change(entity, { title: wanted });
    // What could not be saved is still there to be saved.
    if (!result.ok && result.fault.kind !== 'missing') draft.value ??= mine;
  };
  const begin = (): void => {
    asked.current = true;
    draft.value = { base: title, mine: title };
  };
  if (now !== null && readOnly === null) {
    return (
      <div>
      <textarea
        ref={area}
        class="title-edit"
        aria-label={text.actions.fields['title']}
        maxLength={256}
        rows={1}
        dir="auto"
        value={now.mine}
        onInput={(event) => (draft.value = { ...now, mine: event.currentTarget.value })}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          // Enter also ends what is composed, as Japanese is.
          if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') void save();
          else draft.value = null;
        }}
      />
      {collided && <Unsaved theirs={title} onSave={() => void save(true)} onLeave={() => (draft.value = null)} />}
      </div>
    );
  }
  return (
    <div class="title-line">
      <h2 ref={heading} class="detail-title" dir="auto" tabIndex={-1}>
        {title}
      </h2>
      {readOnly === null && <IconButton icon="pencil" label={words.editTitle} onClick={begin} />}
    </div>
  );
}
