import type { HistoryEntry } from '../../../../src/http/trpc/shapes.ts';
import type { ActionForm } from '../../../../src/http/trpc/action-shapes.ts';
import * as work from '../../text/work.ts';
import { LoadMore } from '../../ui/bits.tsx';
import { Ago } from '../../view/ago.tsx';
import { Icon } from '../../view/icon.tsx';
import { useProject } from '../../view/project-context.ts';
import { named, valueText } from '../../view/value-text.ts';

type Change = HistoryEntry['changes'][number];

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(valueText) : []);

function Value({ value }: { value: string }) {
  return value === '' ? (
    <em class="muted">{work.history.empty}</em>
  ) : (
    <span class="history-value" dir="auto">
      {value}
    </span>
  );
}

/** Sets read as what came and went; long text only as changed; the rest as from and to. */
function ChangeLine({ change }: { change: Change }) {
  const { session } = useProject();
  const { field, before, after } = change;
  const name = nameOf(field, session.form.value);
  const show = (value: unknown): string => valueText(named(field, value, session.project.value?.statuses));
  if (field === 'description') {
    return (
      <span>
        {work.history.changed(name)}
        {typeof before === 'string' && before !== '' && (
          <details>
            <summary class="link-button">{work.detail.showText}</summary>
            <pre class="history-text" tabIndex={0}>
              {before.replaceAll('\r', '')}
            </pre>
          </details>
        )}
      </span>
    );
  }
  if (Array.isArray(before) || Array.isArray(after)) {
    const added = words(after).filter((one) => !words(before).includes(one));
    const removed = words(before).filter((one) => !words(after).includes(one));
    return (
      <span>
        {work.history.changed(name)}
        {added.length > 0 && (
          <>
            {': '}
            {work.history.added} <Value value={added.join(', ')} />
          </>
        )}
        {removed.length > 0 && (
          <>
            {added.length > 0 ? ', ' : ': '}
            {work.history.removed} <Value value={removed.join(', ')} />
          </>
        )}
      </span>
    );
  }
  return (
    <span>
      {work.history.changed(name)} {work.history.from} <Value value={show(before)} /> {work.history.to} <Value value={show(after)} />
    </span>
  );
}

/** How a field is called in a sentence. */
function nameOf(field: string, form: ActionForm | null): string {
  return work.history.fields[field] ?? form?.fields.find(({ key }) => key === field)?.name ?? field.replace(/^custom\./, '');
}

/** Kinds whose changes speak of fields, so that the former value can be brought back. */
const OF_FIELDS: readonly string[] = ['changed', 'lost', 'restored', 'resolved'];

type Props = { entries: HistoryEntry[]; next: string | null; busy: boolean; onMore: () => void; /** Null where nothing may be restored. */ onRestore: ((eventId: string, field: string) => void) | null };

/** Every change of an action, newest first: who, where, what, when; and what it replaced can come back. */
export function History({ entries, next, busy, onMore, onRestore }: Props) {
  const { session } = useProject();
  if (entries.length === 0) return <p class="muted">{work.detail.noHistory}</p>;
  return (
    <>
      <ol class="history" role="list">
        {entries.map((entry) => (
          <li key={entry.id}>
            <span class="history-badge">
              <Icon name={entry.side === 'github' ? 'markGithub' : 'sync'} />
            </span>
            <div>
              <p class="history-who">
                <strong>{entry.by ?? work.history.someone}</strong> {work.kinds[entry.kind] ?? ''} {work.history.on[entry.side]} · <Ago at={entry.at} />
              </p>
              {OF_FIELDS.includes(entry.kind) &&
                entry.changes.map((change) => (
                  <div key={change.field} class="history-change">
                    <ChangeLine change={change} />
                    {onRestore !== null && (
                      <button
                        type="button"
                        class="link-button history-restore"
                        aria-label={work.detail.restoreThis(nameOf(change.field, session.form.value))}
                        onClick={() => onRestore(entry.id, change.field)}
                      >
                        <Icon name="undo" />
                        {work.detail.restore}
                      </button>
                    )}
                  </div>
                ))}
            </div>
          </li>
        ))}
      </ol>
      <LoadMore hasMore={next !== null} busy={busy} onMore={onMore} />
    </>
  );
}
