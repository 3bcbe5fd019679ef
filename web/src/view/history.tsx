import type { HistoryEntry } from '../../../src/http/trpc/shapes.ts';
import { text } from '../text.ts';
import { Ago } from './ago.tsx';
import { Icon } from './icon.tsx';
import { useProject } from './project-context.ts';
import { priorityName } from './priority.tsx';
import { statusOf } from './status-icon.tsx';
import { valueText } from './value-text.ts';

type Change = HistoryEntry['changes'][number];

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(valueText) : []);

function Value({ value }: { value: string }) {
  return value === '' ? (
    <em class="muted">{text.history.empty}</em>
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
  const name = text.history.fields[field] ?? field;
  const show = (value: unknown): string => {
    if (field === 'status') return statusOf(session.project.value?.statuses, valueText(value)).name;
    if (field === 'priority') return value === null ? '' : priorityName(valueText(value));
    return valueText(value);
  };
  if (field === 'description') return <span>{text.history.changed(name)}</span>;
  if (Array.isArray(before) || Array.isArray(after)) {
    const added = words(after).filter((one) => !words(before).includes(one));
    const removed = words(before).filter((one) => !words(after).includes(one));
    return (
      <span>
        {text.history.changed(name)}
        {added.length > 0 && (
          <>
            {': '}
            {text.history.added} <Value value={added.join(', ')} />
          </>
        )}
        {removed.length > 0 && (
          <>
            {added.length > 0 ? ', ' : ': '}
            {text.history.removed} <Value value={removed.join(', ')} />
          </>
        )}
      </span>
    );
  }
  return (
    <span>
      {text.history.changed(name)} {text.history.from} <Value value={show(before)} /> {text.history.to} <Value value={show(after)} />
    </span>
  );
}

/** Every change of an action, newest first: who, where, what, when. */
export function History({ entries }: { entries: HistoryEntry[] }) {
  if (entries.length === 0) return <p class="muted">{text.detail.noHistory}</p>;
  return (
    <ol class="history" role="list">
      {entries.map((entry) => (
        <li key={entry.id}>
          <span class="history-badge">
            <Icon name={entry.side === 'github' ? 'markGithub' : 'sync'} />
          </span>
          <div>
            <p class="history-who">
              <strong>{entry.by ?? text.history.someone}</strong> {text.history.on[entry.side]} · <Ago at={entry.at} />
            </p>
            {entry.changes.map((change) => (
              <p key={change.field} class="history-change">
                <ChangeLine change={change} />
              </p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
