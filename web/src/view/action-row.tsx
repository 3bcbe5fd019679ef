import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { formatFilters } from '../filters.ts';
import { usePage } from '../page.ts';
import { addressOf } from '../router.ts';
import type { Entity } from '../state/entities.ts';
import type { Selection } from '../state/selection.ts';
import * as text from '../text.ts';
import { Ago } from './ago.tsx';
import { Avatars } from './avatars.tsx';
import { Icon } from './icon.tsx';
import { Labels } from './label.tsx';
import { PriorityIcon, priorityName } from './priority.tsx';
import { useProject } from './project-context.ts';
import { statusOf, StatusIcon } from './status-icon.tsx';
import { SyncMark } from './sync-mark.tsx';

/** As long as the highlight in list.css; a row drawn again later must not play it again. */
const HIGHLIGHT_MS = 2_000;

/** Whether an edit by someone else has just arrived; alternates, so that the next one shows too. */
function useHighlight(entity: Entity): string {
  const highlight = useSignal('');
  const last = useRef(0);
  useSignalEffect(() => {
    const at = entity.touchedAt.value;
    if (at === last.current || performance.now() - at > HIGHLIGHT_MS) return;
    last.current = at;
    highlight.value = highlight.peek() === 'is-touched' ? 'is-touched-again' : 'is-touched';
  });
  return highlight.value;
}

/** Where the action's issue is, with a way there. */
function Origin({ entity }: { entity: Entity }) {
  const { github } = entity.shown.value;
  if (github === null) return <span>{text.list.local}</span>;
  return (
    <a
      class="origin"
      href={github.url}
      target="_blank"
      rel="noopener noreferrer"
      title={text.list.openOnGithub(github.repository, github.number)}
    >
      <span class="origin-repository">{github.repository}</span>#{github.number}
    </a>
  );
}

/** With Shift, a click anywhere on a row selects up to it. */
function selectRange(event: MouseEvent, selection: Selection, id: string): void {
  if (!event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  selection.range(id);
}

export type RowProps = { entity: Entity; index: number; setSize: number; top: number; open: boolean };

export function ActionRow({ entity, index, setSize, top, open }: RowProps) {
  const { filters } = usePage();
  const { session, projectId, pick } = useProject();
  const { selection } = session;
  const highlight = useHighlight(entity);
  const action = entity.shown.value;
  const status = statusOf(session.project.value?.statuses, action.status);
  const saving = Object.keys(entity.unconfirmed.value).length > 0;
  const selected = selection.all.value || selection.ids.value.has(entity.id);
  const change = (field: 'status' | 'priority' | 'tags' | 'assignees') => (event: { currentTarget: HTMLElement }) => pick(field, [entity], event.currentTarget);
  const classes = ['row', open ? 'is-open' : '', entity.leaving.value ? 'is-leaving' : '', selected ? 'is-selected' : '', highlight].join(' ');
  return (
    <li class={classes} style={{ top: `${top}px` }} data-action={entity.id} aria-posinset={index + 1} aria-setsize={setSize} onClickCapture={(event) => selectRange(event, selection, entity.id)}>
      <input type="checkbox" class="row-check" tabIndex={-1} aria-label={text.actions.select(action.title)} checked={selected} onChange={() => selection.toggle(entity.id)} />
      <button
        type="button"
        class="status-button"
        data-status={status.key}
        aria-haspopup="listbox"
        aria-label={text.list.changeStatus(status.name)}
        title={status.name}
        onClick={change('status')}
      >
        <StatusIcon category={status.category} />
      </button>
      <div class="row-main">
        <div class="row-line">
          <a
            class="row-title"
            dir="auto"
            href={addressOf(projectId, entity.id, formatFilters(filters.value))}
            title={action.title}
            aria-current={open ? 'true' : undefined}
          >
            {action.title}
          </a>
          {action.tags.length > 0 && (
            <button type="button" class="row-labels" aria-haspopup="listbox" data-pick="tags" tabIndex={-1} onClick={change('tags')}>
              <span class="hidden">{text.actions.change(text.list.labels)}: </span>
              <Labels names={action.tags} max={3} />
            </button>
          )}
        </div>
        <div class="row-meta">
          <Origin entity={entity} />
          {action.milestone !== null && (
            <span class="row-milestone" title={action.milestone}>
              <Icon name="milestone" />
              <span dir="auto">{action.milestone}</span>
            </span>
          )}
          <span class="row-time">
            <Ago at={action.updatedAt} />
          </span>
        </div>
      </div>
      <div class="row-end">
        <SyncMark github={action.github} saving={saving} />
        <button type="button" class="row-button row-priority" aria-haspopup="listbox" data-pick="priority" tabIndex={-1} title={text.priority.label(priorityName(action.priority))} onClick={change('priority')}>
          <PriorityIcon priority={action.priority} />
          <span class="hidden">{text.priority.label(priorityName(action.priority))}</span>
        </button>
        <button type="button" class="row-button row-people" aria-haspopup="listbox" data-pick="assignees" tabIndex={-1} title={action.assignees.join(', ') || text.detail.nobody} onClick={change('assignees')}>
          {action.assignees.length === 0 ? <Icon name="person" class="row-nobody" /> : <Avatars names={action.assignees} />}
          {action.assignees.length === 0 && <span class="hidden">{text.detail.nobody}</span>}
        </button>
      </div>
    </li>
  );
}
