import type { ActionForm } from '../../../../src/http/trpc/action-shapes.ts';
import { usePage } from '../../page.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { useAct } from '../../ui/act.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { floor } from '../../ui/floor.ts';
import { Icon } from '../../view/icon.tsx';
import { targets } from '../../view/keys.ts';
import { useProject } from '../../view/project-context.ts';
import type { MenuField } from '../../view/project-context.ts';

/** What is chosen from menus for many at once, here and by command. */
export const FIELDS: MenuField[] = ['status', 'priority', 'category', 'tags', 'assignees', 'milestone'];
const NOT_MORE: readonly string[] = [...FIELDS, 'title', 'description'];

/** The other fields of the project, once it is known which: too many for a button each. */
export const moreFields = (form: ActionForm | null): { field: MenuField; name: string }[] | undefined =>
  form?.fields.filter(({ key }) => !NOT_MORE.includes(key)).map(({ key, name }) => ({ field: key as MenuField, name: text.actions.fields[key] ?? name }));

/** Issues named in the question. */
const NAMED = 10;
/** What the server takes in one call. */
const SYNCED_AT_ONCE = 1000;

function AskFirst() {
  const { asked } = useProject();
  const question = asked.value;
  if (question === null) return null;
  const close = (): void => {
    asked.value = null;
  };
  const named = question.issues.slice(0, NAMED).map(({ title, repository, number }) => `${repository}#${number} · ${title}`);
  const rest = question.total - named.length;
  return (
    <Confirm
      title={work.bulk.confirmTitle(question.total)}
      consequences={rest > 0 ? [...named, work.bulk.andMore(rest)] : named}
      action={work.bulk.confirmAction}
      danger={false}
      onConfirm={() => {
        close();
        question.confirm();
      }}
      onClose={close}
    >
      <p class="muted">{work.bulk.confirm(question.limit)}</p>
    </Confirm>
  );
}

function More() {
  const page = usePage();
  const view = useProject();
  const { session } = view;
  const open = (anchor: HTMLElement): void => {
    void session.readForm();
    page.menus.show({
      anchor,
      title: work.bulk.more,
      options: () => moreFields(session.form.value)?.map(({ field, name }) => ({ value: field, label: name })) ?? null,
      selected: [],
      multiple: false,
      searchable: false,
      onChange: ([field]) => view.pick(field as MenuField, targets(page, view), anchor),
    });
  };
  return (
    <button type="button" class="filter" data-pick="" aria-haspopup="listbox" onClick={(event) => open(event.currentTarget)}>
      {work.bulk.more}
      <Icon name="triangleDown" />
    </button>
  );
}

/** Reads the selected issues again, and writes what they lack; how far that is, each row shows. */
function SyncAgain() {
  const { api, toasts } = usePage();
  const { projectId, session } = useProject();
  const { busy, act } = useAct();
  const words = work.bulk;
  const start = (): void => void act(async () => {
    const { actions, held } = await api.integrations.sync.mutate({ projectId, actionIds: [...session.selection.ids.peek()] });
    toasts.show({ tone: 'info', about: 'bulk', text: [words.syncing(actions), ...held].join(' '), act: null });
  });
  return (
    <button type="button" class="filter" disabled={busy.value} onClick={start}>
      <Icon name="sync" />
      {words.sync}
    </button>
  );
}

/** What can be done with everything selected. */
export function BulkBar() {
  const page = usePage();
  const view = useProject();
  const { selection, list, project } = view.session;
  const count = selection.count.value;
  const { archived } = page.filters.value;
  const words = work.bulk;
  return (
    <>
      {count > 0 && (
        <section ref={floor} class="bulk-bar" aria-label={words.region}>
          <p role="status">{words.selected(count, selection.all.value && list.atLeast.value)}</p>
          {!selection.all.value && count < list.total.value && (
            <button type="button" class="link-button" onClick={() => selection.selectAll()}>
              {words.all(list.total.value, list.atLeast.value)}
            </button>
          )}
          {project.value?.role !== 'viewer' && (
            <span class="bulk-fields">
              {FIELDS.map((field) => (
                <button
                  key={field}
                  type="button"
                  class="filter"
                  data-pick={field}
                  aria-haspopup="listbox"
                  onClick={(event) => view.pick(field, targets(page, view), event.currentTarget)}
                >
                  {text.actions.fields[field]}
                  <Icon name="triangleDown" />
                </button>
              ))}
              <More />
              {!selection.all.value && count <= SYNCED_AT_ONCE && <SyncAgain />}
              <button type="button" class="filter" onClick={() => void view.changeSelected({ archived: !archived })}>
                <Icon name="archive" />
                {archived ? work.detail.unarchive : words.archive}
              </button>
            </span>
          )}
          <Button small icon="x" onClick={() => selection.clear()}>
            {words.clear}
          </Button>
        </section>
      )}
      <AskFirst />
    </>
  );
}
