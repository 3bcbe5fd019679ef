/** The charts, fetched after the figures: uPlot, drawn with the colours of the theme that is on. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { SeriesShape } from '../../../../src/http/trpc/health-shapes.ts';
import { dashboardText } from '../../text/sync.ts';

export type ChartKind = 'latency' | 'volume';

/** One line: its name, its colour as the style sheet calls it, whether it is filled, dashed. */
type Line = { name: string; ink: string; fill?: boolean; dash?: number[]; of: (step: SeriesShape['steps'][number]) => number | null };

const LINES: Record<ChartKind, Line[]> = {
  latency: [
    { name: dashboardText.charts.p50, ink: '--fgColor-accent', of: ({ p50 }) => p50 },
    { name: dashboardText.charts.p95, ink: '--fgColor-done', dash: [6, 4], of: ({ p95 }) => p95 },
  ],
  volume: [
    { name: dashboardText.charts.count, ink: '--fgColor-success', fill: true, of: ({ count }) => count },
    { name: dashboardText.charts.errors, ink: '--fgColor-danger', dash: [6, 4], of: ({ errors }) => errors },
  ],
};

const HEIGHT = 200;

/** @returns what takes the chart away */
export function draw(host: HTMLElement, kind: ChartKind, series: SeriesShape): () => void {
  const style = getComputedStyle(host);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: ink('--fgColor-muted'), grid: { stroke: ink('--borderColor-muted'), width: 1 }, ticks: { show: false }, font: `12px ${style.fontFamily}` };
  const lines = LINES[kind];
  const says = kind === 'latency' ? dashboardText.duration : (value: number) => String(value);
  const label = (value: number | null | undefined): string => (value === null || value === undefined ? dashboardText.none : says(value));
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false }, y: false },
      legend: { live: true },
      scales: { y: { range: (_self, _low, high) => [0, Math.max(1, high) * 1.1] } },
      axes: [{ ...axis, space: 70 }, { ...axis, size: 58, values: (_self, ticks) => ticks.map((tick) => label(tick)) }],
      series: [
        { value: (_self, at) => (at === null ? dashboardText.none : new Date(at * 1000).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })), label: dashboardText.charts.time },
        ...lines.map(({ name, ink: colour, fill = false, dash }) => ({
          label: name, stroke: ink(colour), width: 2, spanGaps: true, points: { show: false }, value: (_self: uPlot, value: number | null) => label(value),
          ...(dash === undefined ? {} : { dash }), ...(fill ? { fill: `${ink(colour)}22` } : {}),
        })),
      ],
    },
    [series.steps.map(({ at }) => at), ...lines.map(({ of }) => series.steps.map(of))],
    host,
  );
  const resize = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: HEIGHT }));
  resize.observe(host);
  return () => {
    resize.disconnect();
    plot.destroy();
  };
}
