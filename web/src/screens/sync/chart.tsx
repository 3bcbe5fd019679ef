import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { dashboardText as words } from '../../text/sync.ts';
import { timeTicks, valueTicks } from './scale.ts';

/** One line: what it is called, the class that gives its colour, its values beside the chart's times. */
export type Line = { name: string; look: string; filled?: boolean; values: (number | null)[] };

const HEIGHT = 200;
const LEFT = 58;
const TOP = 8;
const BOTTOM = 24;
const FLOOR = HEIGHT - BOTTOM;

const exact = (at: number): string => new Date(at * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const hour = (at: number): string => new Date(at * 1000).toLocaleTimeString(undefined, { timeStyle: 'short' });
const day = (at: number): string => new Date(at * 1000).toLocaleDateString(undefined, { month: 'short', day: 'numeric' });

/** How the arrow keys move the cursor; null where a key is not the chart's. */
function moved(key: string, at: number, last: number): number | null {
  const to: Record<string, number> = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 10, PageUp: at + 10, Home: 0, End: last };
  const next = to[key];
  return next === undefined ? null : Math.min(Math.max(next, 0), last);
}

/** Where a line has dots: at the cursor, and at a value that is the only one, because no line goes through it. */
function dots({ values }: Line, chosen: number | null): number[] {
  const known = values.flatMap((value, index) => (value === null ? [] : [index]));
  return known.length === 1 ? known : known.filter((index) => index === chosen);
}

/**
 * Lines over time, as wide as there is room. The pointer or the arrow keys move a cursor whose values
 * stand below; to a screen reader it is a slider that reads them out. Gaps are bridged.
 *
 * @param times in seconds since 1970, rising
 */
export function Chart({ title, times, lines, say }: { title: string; times: number[]; lines: Line[]; say: (value: number) => string }) {
  const host = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const cursor = useSignal<number | null>(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? 0));
    if (host.current !== null) watch.observe(host.current);
    return () => watch.disconnect();
  }, []);

  const [first = 0] = times;
  const last = times.length - 1;
  const span = (times[last] ?? 0) - first || 1;
  const top = Math.max(1, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))) * 1.1;
  const room = width.value - LEFT - TOP;
  const x = (at: number): number => LEFT + (room * (at - first)) / span;
  const y = (value: number): number => FLOOR - ((FLOOR - TOP) * value) / top;
  const points = ({ values }: Line): string =>
    values.flatMap((value, index) => (value === null ? [] : [`${x(times[index] ?? 0).toFixed(1)},${y(value).toFixed(1)}`])).join(' ');

  const chosen = cursor.value === null ? null : Math.min(cursor.value, last);
  const at = chosen === null ? null : (times[chosen] ?? null);
  const valueOf = (line: Line): string => {
    const value = chosen === null ? null : (line.values[chosen] ?? null);
    return value === null ? words.none : say(value);
  };
  const point = (event: PointerEvent): void => {
    const box = host.current?.getBoundingClientRect();
    if (box !== undefined && room > 0) cursor.value = Math.min(Math.max(Math.round(((event.clientX - box.left - LEFT) / room) * last), 0), last);
  };
  const { ticks, byDay } = timeTicks(first, first + span, Math.max(room / 80, 2));
  return (
    <>
      <div
        ref={host}
        class="chart-host"
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={chosen ?? last}
        aria-valuetext={at === null ? words.charts.hint : [exact(at), ...lines.map((line) => `${line.name} ${valueOf(line)}`)].join(', ')}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => (cursor.value = null)}
        onBlur={() => (cursor.value = null)}
        onKeyDown={(event) => {
          const next = moved(event.key, chosen ?? (event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? last + 1 : last), last);
          if (next === null) return;
          event.preventDefault();
          event.stopPropagation();
          cursor.value = next;
        }}
      >
        {room > 0 && (
          <svg width={width.value} height={HEIGHT} aria-hidden="true">
            {valueTicks(top, 4, 1).map((value) => (
              <g key={`v${value}`}>
                <path class="chart-grid" d={`M${LEFT} ${y(value)}H${width.value}`} />
                <text x={LEFT - 8} y={y(value) + 4} text-anchor="end">{say(value)}</text>
              </g>
            ))}
            {ticks.map((time) => (
              <g key={`t${time}`}>
                <path class="chart-grid" d={`M${x(time)} ${TOP}V${FLOOR}`} />
                <text x={x(time)} y={HEIGHT - 6} text-anchor="middle">{byDay || new Date(time * 1000).getHours() + new Date(time * 1000).getMinutes() === 0 ? day(time) : hour(time)}</text>
              </g>
            ))}
            {/* One that lies on the floor all along says nothing, and looks like something. */}
            {lines.map((line) => (
              <g key={line.name} class={line.look}>
                {line.filled === true && <polygon points={`${LEFT},${FLOOR} ${points(line)} ${x(first + span)},${FLOOR}`} />}
                {line.values.some((value) => value) && <polyline points={points(line)} />}
                {dots(line, chosen).map((index) => <circle key={index} cx={x(times[index] ?? 0)} cy={y(line.values[index] ?? 0)} r="4" />)}
              </g>
            ))}
            {at !== null && <path class="chart-cursor" d={`M${x(at)} ${TOP}V${FLOOR}`} />}
          </svg>
        )}
      </div>
      <p class="chart-legend" aria-hidden="true">
        <span class="chart-time">{at === null ? words.charts.hint : exact(at)}</span>
        {lines.map((line) => (
          <span key={line.name} class={line.look}>
            <svg width="16" height="8"><path d="M0 4H16" /></svg>
            {line.name} <b>{valueOf(line)}</b>
          </span>
        ))}
      </p>
    </>
  );
}
