import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { IconButton } from '../../ui/button.tsx';
import { useProject } from '../../view/project-context.ts';

/** The title; a click on the pencil makes it a field. Enter keeps what was written, Escape leaves it. */
export function Title({ entity, heading, readOnly }: { entity: Entity; heading: RefObject<HTMLHeadingElement | null>; readOnly: string | null }) {
  const { change } = useProject();
  const draft = useSignal<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const opened = useRef('');
  const open = draft.value !== null;
  // Before the browser paints: an effect after it would take the focus back from somebody who is already elsewhere.
  useLayoutEffect(() => {
    area.current?.focus();
    area.current?.select();
  }, [open]);
  const { title } = entity.shown.value;
  const save = (): void => {
    const mine = draft.peek();
    draft.value = null;
    if (mine === null || mine === opened.current) return;
    // A title is one line; its spaces are what the person wrote.
    const wanted = mine.replaceAll(/\n+/g, ' ');
    if (wanted.trim() !== '' && wanted !== title) void change(entity, { title: wanted });
  };
  if (draft.value !== null) {
    return (
      <textarea
        ref={area}
        class="title-edit"
        aria-label={text.actions.fields['title']}
        maxLength={256}
        rows={1}
        dir="auto"
        value={draft.value}
        onInput={(event) => (draft.value = event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          // Enter also ends what is composed, as Japanese is.
          if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') save();
          else draft.value = null;
        }}
      />
    );
  }
  return (
    <div class="title-line">
      <h2 ref={heading} class="detail-title" dir="auto" tabIndex={-1}>
        {title}
      </h2>
      {readOnly === null && <IconButton icon="pencil" label={work.detail.editTitle} onClick={() => (draft.value = opened.current = title)} />}
    </div>
  );
}
