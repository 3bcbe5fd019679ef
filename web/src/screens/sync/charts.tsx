import { useEffect, useRef } from 'preact/hooks';
import type { SeriesShape } from '../../../../src/http/trpc/health-shapes.ts';
import { usePage } from '../../page.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { Table } from '../../ui/bits.tsx';
import type { ChartKind } from './chart.ts';

function Chart({ kind, title, series }: { kind: ChartKind; title: string; series: SeriesShape }) {
  const { theme } = usePage();
  const host = useRef<HTMLDivElement>(null);
  const chosen = theme.value;
  useEffect(() => {
    let remove = (): void => undefined;
    let gone = false;
    const show = async (): Promise<void> => {
      // A chart that cannot be fetched leaves its table.
      const found = await import('./chart.ts').catch(() => null);
      if (found !== null && !gone && host.current !== null) remove = found.draw(host.current, kind, series);
    };
    void show();
    return () => {
      gone = true;
      remove();
    };
  }, [series, kind, chosen]);
  return (
    <section class="chart">
      <h3>{title}</h3>
      {series.total.count === 0 ? <p class="muted chart-empty">{words.charts.empty}</p> : <div ref={host} class="chart-host" aria-hidden="true" />}
    </section>
  );
}

const time = (at: number): string => new Date(at * 1000).toLocaleString('en', { dateStyle: 'short', timeStyle: 'short' });
const latency = (ms: number | null): string => (ms === null ? words.none : words.duration(ms));

/** The charts, and what they show as a table for who cannot see them. */
export function Charts({ series }: { series: SeriesShape }) {
  const busy = series.steps.filter(({ count }) => count > 0);
  return (
    <>
      <div class="charts">
        <Chart kind="latency" title={words.charts.latency} series={series} />
        <Chart kind="volume" title={words.charts.volume} series={series} />
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
