import { useSignal } from '@preact/signals';
import type { ActionDetail } from '../../../../src/http/trpc/action-shapes.ts';
import { usePage } from '../../page.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { useAct } from '../../ui/act.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Icon } from '../../view/icon.tsx';
import { useProject } from '../../view/project-context.ts';

type Props = { entity: Entity; detail: ActionDetail; mayEdit: boolean; read: () => void; onGone: () => void };

/** What is done with an action as a whole: its link, archiving, deleting with what becomes of the issue. */
export function DetailMenu({ entity, detail, mayEdit, read, onGone }: Props) {
  const { api, menus, toasts } = usePage();
  const { session } = useProject();
  const asking = useSignal(false);
  const { busy, act } = useAct();
  const words = work.detail;
  const undelete = (): void => void act(() => api.actions.undelete.mutate({ id: entity.id })).then(read);
  const remove = async (): Promise<void> => {
    await act(async () => {
      await api.actions.remove.mutate({ id: entity.id, expectedVersion: entity.server.peek().version });
      session.list.remove(entity.id);
      onGone();
      toasts.show({ tone: 'info', about: entity.id, text: words.gone, act: { label: words.undelete, run: undelete } });
    });
    asking.value = false;
  };

  const show = (anchor: HTMLElement): void =>
    menus.show({
      anchor,
      title: words.more,
      options: () => [
        { value: 'link', label: words.copyLink, icon: <Icon name="copy" /> },
        ...(mayEdit && detail.archived === null
          ? [
              { value: 'archive', label: words.archive, icon: <Icon name="archive" /> },
              { value: 'remove', label: words.remove, icon: <Icon name="trash" /> },
            ]
          : []),
      ],
      selected: [],
      multiple: false,
      searchable: false,
      onChange: ([value]) => {
        if (value === 'archive') void act(() => api.actions.setArchived.mutate({ id: entity.id, archived: true })).then(read);
        else if (value === 'remove') asking.value = true;
        else void act(() => navigator.clipboard.writeText(location.href), text.ui.copied);
      },
    });

  const fate = entity.shown.value.github === null ? 'none' : (session.form.value?.deletedActions ?? 'detach');
  return (
    <>
      <button type="button" class="icon-button" aria-haspopup="listbox" aria-label={words.more} title={words.more} onClick={(event) => show(event.currentTarget)}>
        <Icon name="kebab" />
      </button>
      {asking.value && (
        <Confirm
          title={words.removeTitle}
          consequences={[words.removed[fate], words.removeHistory]}
          action={words.remove}
          busy={busy.value}
          onConfirm={() => void remove()}
          onClose={() => (asking.value = false)}
        />
      )}
    </>
  );
}
