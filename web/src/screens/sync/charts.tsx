import type { SeriesShape, SeriesStepShape } from '../../../../src/http/trpc/health-shapes.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { Table } from '../../ui/bits.tsx';
import { Chart } from './chart.tsx';

const time = (at: number): string => new Date(at * 1000).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
const latency = (ms: number | null): string => (ms === null ? words.none : words.duration(ms));

/** The charts, and what they show as a table for who cannot see them. */
export function Charts({ series }: { series: SeriesShape }) {
  const busy = series.steps.filter(({ count }) => count > 0);
  const times = series.steps.map(({ at }) => at);
  const column = (name: Exclude<keyof SeriesStepShape, 'at'>): (number | null)[] => series.steps.map((step) => step[name]);
  const empty = <p class="muted chart-empty">{words.charts.empty}</p>;
  return (
    <>
      <div class="charts">
        <section class="chart">
          <h3>{words.charts.latency}</h3>
          {busy.length === 0 ? empty : (
            <Chart title={words.charts.latency} times={times} say={words.duration} lines={[
              { name: words.charts.p50, look: 'line-half', values: column('p50') },
              { name: words.charts.p95, look: 'line-most', values: column('p95') },
            ]} />
          )}
        </section>
        <section class="chart">
          <h3>{words.charts.volume}</h3>
          {busy.length === 0 ? empty : (
            <Chart title={words.charts.volume} times={times} say={words.number} lines={[
              { name: words.charts.count, look: 'line-all', filled: true, values: column('count') },
              { name: words.charts.errors, look: 'line-errors', values: column('errors') },
            ]} />
          )}
        </section>
      </div>
      {busy.length > 0 && (
        <details class="chart-table">
          <summary>{words.charts.table}</summary>
          <Table label={words.charts.volume} head={[words.charts.time, words.charts.count, words.charts.errors, words.p50, words.p95]}>
            {busy.map(({ at, count, errors, p50, p95 }) => (
              <tr key={at}>
                <th scope="row">{time(at)}</th>
                <td>{count}</td>
                <td>{errors}</td>
                <td>{latency(p50)}</td>
                <td>{latency(p95)}</td>
              </tr>
            ))}
          </Table>
        </details>
      )}
    </>
  );
}
