import { useSignal } from '@preact/signals';
import type { ActionDetail } from '../../../../src/http/trpc/action-shapes.ts';
import { faultOf } from '../../api.ts';
import { usePage } from '../../page.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { faultSentence } from '../../view/fault.tsx';
import { Icon } from '../../view/icon.tsx';
import { useProject } from '../../view/project-context.ts';

type Props = { entity: Entity; detail: ActionDetail; mayEdit: boolean; read: () => void; onGone: () => void };

/** What is done with an action as a whole: its link, archiving, deleting with what becomes of the issue. */
export function DetailMenu({ entity, detail, mayEdit, read, onGone }: Props) {
  const { api, menus, toasts } = usePage();
  const { session } = useProject();
  const asking = useSignal(false);
  const busy = useSignal(false);
  const words = work.detail;
  const tell = (tone: 'info' | 'problem', sentence: string, act: { label: string; run: () => void } | null = null): void =>
    toasts.show({ tone, about: entity.id, text: sentence, act });
  const failed = (error: unknown): void => tell('problem', faultSentence(faultOf(error)));

  const archive = async (archived: boolean): Promise<void> => {
    try {
      await api.actions.setArchived.mutate({ id: entity.id, archived });
    } catch (error) {
      failed(error);
    }
    read();
  };
  const undelete = (): void => void api.actions.undelete.mutate({ id: entity.id }).then(read, failed);
  const remove = async (): Promise<void> => {
    busy.value = true;
    try {
      await api.actions.remove.mutate({ id: entity.id, expectedVersion: entity.server.peek().version });
      session.list.remove(entity.id);
      onGone();
      tell('info', words.gone, { label: words.undelete, run: undelete });
    } catch (error) {
      failed(error);
    }
    busy.value = false;
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
        if (value === 'archive') void archive(true);
        else if (value === 'remove') asking.value = true;
        else void navigator.clipboard.writeText(location.href).then(() => tell('info', text.ui.copied), failed);
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
