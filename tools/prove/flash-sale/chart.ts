import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Slice } from './figures.ts';

/** The course of one sale. */
export interface Course {
  readonly shards: number;
  readonly units: number;
  readonly slices: readonly Slice[];
}

/** Colours are CSS variables of the page that shows the picture (`ink` in report.ts), so that they follow its theme. */
const palette = ['var(--blue)', 'var(--orange)', 'var(--green)', 'var(--purple)', 'var(--red)'];
const colourOf = (index: number): string => palette[index % palette.length] ?? 'currentColor';
const named = (shards: number): string => (shards === 1 ? '1 shard' : `${shards} shards`);

const render = (options: Plot.PlotOptions): string => {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const style = { background: 'transparent', fontSize: '12px' };
  const svg = Plot.plot({
    document,
    style,
    marginTop: 28,
    marginRight: 74,
    marginLeft: 56,
    marginBottom: 44,
    ...options,
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  return svg.outerHTML;
};

const start = { seconds: 0, sold: 0, refused: 0, p50: null, p95: null, othersP50: null } as const satisfies Slice;
const seconds = {
  label: 'seconds since the sale opened →',
  labelAnchor: 'right',
  labelOffset: 40,
  nice: true,
} as const;

/** Units sold over time, one line for each number of shards. */
export const soldChart = (courses: readonly Course[]): string =>
  render({
    ariaLabel: 'Units sold over time',
    width: 860,
    height: 320,
    x: seconds,
    y: { label: '↑ units sold', grid: true, tickFormat: 'd' },
    marks: [
      Plot.ruleY([0]),
      Plot.ruleY([courses[0]?.units ?? 0], { stroke: 'currentColor', strokeDasharray: '3,4', strokeOpacity: 0.6 }),
      ...courses.map(({ slices }, index) =>
        Plot.lineY([start, ...untilSoldOut(slices)], {
          x: 'seconds',
          y: 'sold',
          stroke: colourOf(index),
          strokeWidth: 2,
        }),
      ),
      // Where all sold at the same speed the lines end at one place: each name has a row of its own.
      ...courses.map(({ shards }, index) =>
        Plot.text([named(shards)], {
          frameAnchor: 'top-right',
          dx: 70,
          dy: index * 16,
          fill: colourOf(index),
          fontWeight: 600,
        }),
      ),
    ],
  });

/** Up to the first slice with everything sold: after it the line says nothing. */
const untilSoldOut = (slices: readonly Slice[]): readonly Slice[] => {
  const most = slices.at(-1)?.sold ?? 0;
  return slices.slice(0, slices.findIndex(({ sold }) => sold === most) + 1);
};

const small = { width: 420, height: 240, x: seconds } as const;

/** What buyers were told over time: sold, or sold out. */
export const answersChart = ({ slices }: Course): string =>
  render({
    ...small,
    ariaLabel: 'Answers over time',
    y: { label: '↑ answers to the button', grid: true, tickFormat: 's' },
    marks: [
      Plot.ruleY([0]),
      Plot.lineY([start, ...slices], { x: 'seconds', y: 'refused', stroke: 'var(--grey)', strokeWidth: 2 }),
      Plot.lineY([start, ...slices], { x: 'seconds', y: 'sold', stroke: 'var(--blue)', strokeWidth: 2 }),
      ...lastNamed(slices, [
        ['sold', 'sold', 'var(--blue)'],
        ['refused', 'sold out', 'var(--grey)'],
      ]),
    ],
  });

/** How long answers took over time: checkouts, and whole purchases of other products. */
export const latencyChart = (course: Course): string => {
  const slices = course.slices.filter(({ p50 }) => p50 !== null);
  const others = course.slices.filter(({ othersP50 }) => othersP50 !== null);
  return render({
    ...small,
    ariaLabel: 'Latency over time',
    y: { label: '↑ milliseconds', grid: true, zero: true },
    marks: [
      Plot.ruleY([0]),
      Plot.areaY(slices, { x: 'seconds', y1: 'p50', y2: 'p95', fill: 'var(--blue)', fillOpacity: 0.18 }),
      Plot.lineY(slices, { x: 'seconds', y: 'p50', stroke: 'var(--blue)', strokeWidth: 1.8 }),
      Plot.lineY(others, {
        x: 'seconds',
        y: 'othersP50',
        stroke: 'var(--orange)',
        strokeWidth: 1.3,
      }),
    ],
  });
};

/** Names at the ends of lines. */
const lastNamed = (slices: readonly Slice[], lines: readonly (readonly ['sold' | 'refused', string, string])[]) =>
  lines.map(([y, name, fill]) =>
    Plot.text(slices.slice(-1), {
      x: 'seconds',
      y,
      text: () => name,
      dx: 6,
      textAnchor: 'start',
      fill,
      fontWeight: 600,
    }),
  );
