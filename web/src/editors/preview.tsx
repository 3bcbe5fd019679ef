import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DryRunResult, PreviewShape } from '../../../src/http/trpc/integration-shapes.ts';
import type { Fault } from '../api.ts';
import { faultOf } from '../api.ts';
import { usePage } from '../page.ts';
import { integrationText } from '../text/integration.ts';
import { Notice, Progress, Skeleton, Table } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { faultSentence } from '../ui/load.tsx';
import { useConnection } from '../ui/room.ts';
import { named, valueText } from '../view/value-text.ts';
import { problemSentence, rawOf, useEditing } from './editing.ts';

const text = integrationText.preview;
/** The field that a group counts values of: `priorities` are of `priority`. */
const fieldOf = (group: string): string => group.replace(/ies$/, 'y').replace(/es$/, '');
const LOOK_MS = 700;

/** A dry run of the settings over these repositories: begun here, or found where one of the same is known. */
function usePreview(repositories: readonly string[]) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const editing = useEditing();
  const preview = useSignal<PreviewShape | null>(null);
  const problem = useSignal<string | null>(null);
  const settings = rawOf(editing.settings.peek());
  const failed = (error: unknown): void => void (problem.value = faultSentence(faultOf(error) satisfies Fault));
  const start = async (): Promise<void> => {
    problem.value = null;
    preview.value = null;
    const answer = await api.integrations.startPreview.mutate({ projectId, settings, repositories: [...repositories], reuse: true });
    if (answer.outcome === 'started') preview.value = answer.preview;
    else problem.value = answer.outcome === 'refused' ? answer.reason : answer.problems.map((one) => problemSentence(one, editing.settings.peek())).join('; ');
  };
  const again = (): void => void start().catch(failed);
  useEffect(() => {
    again();
    const timer = setInterval(() => {
      const { state } = preview.peek() ?? { state: 'done' };
      if (state === 'waiting' || state === 'running') void api.integrations.preview.query({ projectId }).then((found) => (preview.value = found), failed);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return { preview: preview.value, problem: problem.value, again };
}

/** What the settings would make of the issues, before anything is written. */
export function Preview({ repositories }: { repositories: readonly string[] }) {
  const { preview, problem, again } = usePreview(repositories);
  const why = problem ?? (preview?.state === 'failed' ? (preview.error ?? text.failed) : null);
  if (why !== null) {
    return (
      <Notice tone="danger" live>
        <p>{why}</p>
        <Button small onClick={again}>
          {text.again}
        </Button>
      </Notice>
    );
  }
  if (preview === null) return <Skeleton />;
  if (preview.result === null) {
    return (
      <p class="preview-running" role="status">
        <Progress label={text.title} value={preview.read} max={preview.total} />
        {text.running(preview.read, preview.total)}
        {preview.error !== null && <span class="muted">{preview.error}</span>}
      </p>
    );
  }
  return <Result result={preview.result} />;
}

function Counts({ name, counts, nameOf }: { name: string; counts: DryRunResult['statuses']; nameOf: (value: string) => unknown }) {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return (
    <div class="counts">
      <h3>{name}</h3>
      <ul>
        {counts.slice(0, 8).map(({ value, count }) => (
          <li key={value}>
            <span class="counts-name" dir="auto">
              {value === 'none' ? text.none : valueText(nameOf(value) ?? value)}
            </span>
            <progress class="bar" aria-hidden="true" value={count} max={most} />
            <span class="counts-count">{integrationText.issues(count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Result({ result }: { result: DryRunResult }) {
  const { groups } = text;
  const { statuses, mappings } = useEditing().settings.value;
  const nameOf = (field: string): string => integrationText.fields[field] ?? mappings.custom.find(({ key }) => field === `custom.${key}`)?.name ?? field;
  return (
    <div class="form preview" role="status">
      <p class="preview-sum">
        <strong>{text.actions(result.admitted, result.issues)}</strong>
        {result.issues > result.admitted && <span class="muted">{text.filtered(result.issues - result.admitted)}</span>}
      </p>
      <p class="muted">
        {text.cost(result.requests, result.points, result.seconds)} {text.nothing}
      </p>
      <div class="counts-grid">
        {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => result[group].length > 0 && <Counts key={group} name={groups[group]} counts={result[group]} nameOf={(value) => (group === 'filtered' ? text.filters[value] : named(fieldOf(group), value, statuses))} />)}
      </div>
      <h3>{text.samples}</h3>
      <Table label={text.samples} head={[text.issue, text.action]}>
        {result.samples.slice(0, 10).map(({ repository, number, title, labels, values }) => (
          <tr key={`${repository}#${number}`}>
            <td>
              <span dir="auto">{title}</span>
              <p class="muted">
                {repository}#{number}
                {labels.length > 0 && ` · ${labels.join(', ')}`}
              </p>
            </td>
            <td>
              <dl class="values">
                {Object.entries(values)
                  .filter(([field, value]) => !['title', 'description', 'github'].includes(field) && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
                  .map(([field, value]) => (
                    <div key={field}>
                      <dt>{nameOf(field)}</dt>
                      <dd dir="auto">{valueText(named(field, value, statuses))}</dd>
                    </div>
                  ))}
              </dl>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
