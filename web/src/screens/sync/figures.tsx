import type { HealthShape, SeriesShape } from '../../../../src/http/trpc/health-shapes.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { Icon } from '../../view/icon.tsx';

type Bar = { name: string; value: string; note: string; target?: string; met?: boolean | null };

function Figure({ name, value, note, target, met = null }: Bar) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="field-hint">{note}</dd>
      {target !== undefined && (
        <dd class={`figure-target ${met === null ? '' : met ? 'is-met' : 'is-missed'}`}>
          {met !== null && <Icon name={met ? 'check' : 'alert'} />}
          <span>{words.target(target)}</span>
          {met !== null && <span class="hidden">: {met ? words.met : words.missed}</span>}
        </dd>
      )}
    </div>
  );
}

const HOUR = 3600;

/** What the product promises, beside what it does. */
export function Figures({ health: { verified, targets }, series: { total, step, steps }, whole }: { health: HealthShape; series: SeriesShape; whole: boolean }) {
  const errorRate = total.count === 0 ? null : total.errors / total.count;
  const accuracy = verified?.accuracy ?? null;
  const hours = (step * steps.length) / HOUR;
  return (
    <dl class="figures" aria-label={words.numbers}>
      <Figure name={words.accuracy} value={accuracy === null ? words.none : words.share(accuracy)} note={(accuracy === null ? words.accuracyNone : words.verified(verified?.fields ?? 0, verified?.mappings ?? 0)) + (whole ? '' : ` · ${words.allRepositories}`)} target={words.targets.accuracy(targets.accuracy)} met={accuracy === null ? null : accuracy >= targets.accuracy} />
      <Figure name={words.errorRate} value={errorRate === null ? words.none : words.percent(errorRate)} note={errorRate === null ? words.charts.empty : words.success(1 - errorRate)} target={words.targets.errorRate(targets.errorRate)} met={errorRate === null ? null : errorRate < targets.errorRate} />
      <Figure name={`${words.latency}: ${words.p95.toLowerCase()}`} value={total.p95 === null ? words.none : words.duration(total.p95)} note={`${words.p50} ${total.p50 === null ? words.none : words.duration(total.p50)}`} target={words.targets.latency(targets.latencyMs)} met={total.p95 === null ? null : total.p95 < targets.latencyMs} />
      <Figure name={words.throughput} value={words.number(total.count)} note={words.perHour(total.count / hours)} />
    </dl>
  );
}
