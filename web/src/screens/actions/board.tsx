import { useSignal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { ProjectStatus } from '../../../../src/http/trpc/shapes.ts';
import { formatFilters } from '../../filters.ts';
import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { useAct } from '../../ui/act.ts';
import { Button } from '../../ui/button.tsx';
import { useLive } from '../../ui/room.ts';
import { Avatars } from '../../view/avatars.tsx';
import { FaultNotice } from '../../view/fault.tsx';
import { Labels } from '../../view/label.tsx';
import { PriorityIcon } from '../../view/priority.tsx';
import { useProject } from '../../view/project-context.ts';
import { statusOf, StatusIcon } from '../../view/status-icon.tsx';
import { SyncMark } from '../../view/sync-mark.tsx';
import { createBoard, type Board as BoardState, type Column } from './board-state.ts';

const DRAGGED = 'application/x-lockstep-action';

type Move = (entity: Entity, status: string) => Promise<void>;

function Card({ entity, open, mayMove }: { entity: Entity; open: boolean; mayMove: boolean }) {
  const { filters } = usePage();
  const { projectId, session } = useProject();
  const action = entity.shown.value;
  const saving = Object.keys(entity.unconfirmed.value).length > 0;
  const status = statusOf(session.project.value?.statuses, action.status);
  return (
    <li
      class={`board-card ${open ? 'is-open' : ''}`}
      data-action={entity.id}
      data-status={status.key}
      draggable={mayMove}
      onDragStart={(event) => {
        event.dataTransfer?.setData(DRAGGED, entity.id);
        if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <a class="row-title" dir="auto" draggable={false} href={addressOf(projectId, entity.id, formatFilters(filters.value))} aria-current={open ? 'true' : undefined}>
        {action.title}
      </a>
      <Labels names={action.tags} max={3} />
      <div class="board-card-foot">
        {action.github !== null && <span class="muted">#{action.github.number}</span>}
        <SyncMark github={action.github} saving={saving} />
        {action.priority !== null && <PriorityIcon priority={action.priority} />}
        <Avatars names={action.assignees} />
      </div>
    </li>
  );
}

type ColumnProps = { board: BoardState; column: Column; status: ProjectStatus; openId: string | null; move: Move; mayMove: boolean };

function ColumnBox({ board, column, status, openId, move, mayMove }: ColumnProps) {
  const { session } = useProject();
  const over = useSignal(false);
  const { act } = useAct();
  const ids = column.ids.value;
  const words = work.board;
  const drop = (event: DragEvent): void => {
    over.value = false;
    const entity = session.entities.get(event.dataTransfer?.getData(DRAGGED) ?? '');
    event.preventDefault();
    if (entity !== undefined) void move(entity, status.key);
  };
  return (
    <section
      class={`board-column ${over.value ? 'is-over' : ''}`}
      aria-label={words.column(status.name, column.count.value)}
      data-column={status.key}
      onDragOver={(event) => {
        if (!mayMove || event.dataTransfer?.types.includes(DRAGGED) !== true) return;
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) over.value = false;
      }}
      onDrop={drop}
    >
      <h2>
        <StatusIcon category={status.category} />
        {status.name}
        <span class="counter">{text.number(column.count.value)}</span>
      </h2>
      <ul role="list">
        {ids.map((id) => {
          const entity = session.entities.get(id);
          return entity === undefined ? null : <Card key={id} entity={entity} open={id === openId} mayMove={mayMove} />;
        })}
      </ul>
      {ids.length === 0 && <p class="board-empty">{words.empty}</p>}
      {column.cursor.value !== null && (
        <Button small busy={column.busy.value} onClick={() => void act(() => board.more(column))}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

/** Walks over the cards by arrows; with Shift, the card goes to the column beside. */
function steer(event: KeyboardEvent, columns: Column[], moveTo: (id: string, status: string) => void): void {
  const card = document.activeElement?.closest<HTMLElement>('[data-action]');
  const id = card?.dataset['action'] ?? '';
  const column = columns.findIndex(({ ids }) => ids.peek().includes(id));
  const index = columns[column]?.ids.peek().indexOf(id) ?? -1;
  if (index < 0 || !event.key.startsWith('Arrow')) return;
  const [dx, dy] = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, [number, number]>)[event.key] ?? [0, 0];
  event.preventDefault();
  const beside = columns[column + dx];
  if (event.shiftKey) {
    if (dx !== 0 && beside !== undefined) moveTo(id, beside.status);
    return;
  }
  const ids = beside?.ids.peek() ?? [];
  focusCard(ids[Math.min(index + dy, ids.length - 1)]);
}

function focusCard(id: string | undefined): void {
  document.querySelector<HTMLElement>(`.board [data-action="${CSS.escape(id ?? '')}"] .row-title`)?.focus();
}

/** Actions by status. Every column has its own count and pages. */
export function Board({ openId }: { openId: string | null }) {
  const { api, filters, toasts } = usePage();
  const { session, projectId, change } = useProject();
  const board = useMemo(() => createBoard(api, session, projectId), [session]);
  useSignalEffect(() => {
    const wanted = filters.value;
    void session.ready.then(() => board.load(wanted));
  });
  useLive({
    onEvent(event) {
      if (event.type === 'action.changed') board.place(session.entities.get(event.data.action.id)?.shown.peek() ?? event.data.action);
      if (event.type === 'action.removed') board.remove(event.data.id);
    },
    onReset: () => void board.load(filters.peek()),
  });
  // An edit made here moves its card at once, and back where it is refused.
  useSignalEffect(() => {
    const known = board.columns.value?.flatMap(({ ids }) => ids.value) ?? [];
    for (const id of known) {
      const entity = session.entities.get(id);
      if (entity !== undefined) board.place(entity.shown.value);
    }
  });

  const statuses = session.project.value?.statuses ?? [];
  const mayMove = session.project.value?.role !== 'viewer';
  /** Puts a card where its status says. The focus that it takes with it is there again before another key is pressed. */
  const place = (entity: Entity): void => {
    board.place(entity.shown.peek());
    queueMicrotask(() => document.activeElement === document.body && focusCard(entity.id));
  };
  const move: Move = async (entity, status) => {
    const before = entity.shown.peek();
    if (before.status === status || !mayMove) return;
    const moving = change(entity, { status });
    place(entity);
    const result = await moving;
    if (!result.ok) return place(entity);
    toasts.show({ tone: 'info', about: entity.id, text: work.board.moved(before.title, statusOf(statuses, status).name), act: { label: text.update.undo, run: () => void move(entity, before.status) } });
  };
  const moveTo = (id: string, status: string): void => {
    const entity = session.entities.get(id);
    if (entity !== undefined) void move(entity, status);
  };

  const columns = board.columns.value;
  if (columns === null && board.fault.value !== null) return <FaultNotice fault={board.fault.value} onRetry={() => void board.load(filters.peek())} />;
  const empty = columns === null || columns.every(({ ids }) => ids.value.length === 0);
  return (
    // Without a card to go to, the board itself is what the keyboard scrolls.
    <section class="board" aria-label={work.board.region} aria-busy={columns === null} aria-describedby="board-hint" tabIndex={empty ? 0 : undefined} onKeyDown={(event) => columns !== null && steer(event, columns, moveTo)}>
      <p id="board-hint" class="hidden">
        {work.board.hint}
      </p>
      {columns === null
        ? statuses.map(({ key }) => <div key={key} class="board-column skeleton" />)
        : columns.map((column) => (
            <ColumnBox key={column.status} board={board} column={column} status={statusOf(statuses, column.status)} openId={openId} move={move} mayMove={mayMove} />
          ))}
    </section>
  );
}
