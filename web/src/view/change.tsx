import type { ActionChanges } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import type { Page } from '../page.ts';
import type { Entity } from '../state/entities.ts';
import type { ProjectSession } from '../state/project.ts';
import { text } from '../text.ts';
import { PriorityIcon, priorityName } from './priority.tsx';
import type { ProjectView } from './project-context.ts';
import { statusOf, StatusIcon } from './status-icon.tsx';

type Parts = { page: Page; session: ProjectSession };

/** The sentence for a change that was taken back. */
function sentence(fault: Fault, entity: Entity, session: ProjectSession): string {
  const { title, status } = entity.shown.peek();
  switch (fault.kind) {
    case 'stale':
      return text.update.stale(title, statusOf(session.project.peek()?.statuses, status).name);
    case 'refused':
      return text.update.refused(title, fault.reason);
    case 'cancelled':
      return text.update.server(title);
    default:
      return text.update[fault.kind](title);
  }
}

/** Makes the ways in which an action is changed on this screen. */
export function createChange({ page, session }: Parts): Omit<ProjectView, 'session' | 'projectId'> {
  const { toasts, menus } = page;

  const change = async (entity: Entity, changes: ActionChanges): Promise<void> => {
    const before = entity.shown.peek();
    toasts.forget(entity.id);
    const result = await session.update(entity, changes);
    if (!result.ok) {
      const again = result.fault.kind === 'stale' ? text.update.applyAnyway : text.update.retry;
      const act = result.fault.kind === 'missing' ? null : { label: again, run: () => void change(entity, changes) };
      toasts.show({ tone: 'problem', about: entity.id, text: sentence(result.fault, entity, session), act });
      return;
    }
    // The row fades out of a list that it no longer belongs to: say where it went, offer it back.
    if (!session.list.settle(entity.id) || changes.status === undefined) return;
    const name = statusOf(session.project.peek()?.statuses, changes.status).name;
    const undo = { label: text.update.undo, run: () => void change(entity, { status: before.status }) };
    toasts.show({ tone: 'info', about: entity.id, text: text.update.done(before.title, name), act: undo });
  };

  const pickStatus = (entity: Entity, anchor: HTMLElement): void =>
    menus.show({
      anchor,
      title: text.detail.status,
      options: () =>
        (session.project.value?.statuses ?? []).map((status) => ({
          value: status.key,
          label: status.name,
          icon: <StatusIcon category={status.category} />,
        })),
      selected: [entity.shown.peek().status],
      multiple: false,
      searchable: false,
      onChange: ([status]) => {
        if (status !== undefined && status !== entity.shown.peek().status) void change(entity, { status });
      },
    });

  const pickPriority = (entity: Entity, anchor: HTMLElement): void => {
    void session.readFacets();
    const none = '';
    menus.show({
      anchor,
      title: text.detail.priority,
      options: () => {
        const used = session.facets.value?.priorities;
        if (used === undefined) return null;
        return [...used.map((one) => one.value), none].map((value) => ({
          value,
          label: priorityName(value === none ? null : value),
          icon: <PriorityIcon priority={value === none ? null : value} />,
        }));
      },
      selected: [entity.shown.peek().priority ?? none],
      multiple: false,
      searchable: false,
      onChange: ([value = none]) => {
        const priority = value === none ? null : value;
        if (priority !== entity.shown.peek().priority) void change(entity, { priority });
      },
    });
  };

  return { change, pickStatus, pickPriority };
}
