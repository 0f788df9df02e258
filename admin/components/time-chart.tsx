import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import uPlot from "uplot";
import { theme } from "../state/theme.ts";
import { useStore } from "../state/store.ts";
import { formatNumber } from "../texts/format.ts";
import { timeLabels } from "../texts/time-labels.ts";

export interface ChartSeries {
  readonly label: string;
  /** The name of a CSS variable. */
  readonly color: string;
  readonly values: readonly number[];
}

interface TimeChartProps {
  /** Says in words what is to be seen. */
  readonly label: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  /** From the bottom to the top. */
  readonly series: readonly ChartSeries[];
  readonly heightPx: number;
  /** A part of the time, in milliseconds, that was drawn with the pointer. */
  readonly onSelect: (fromMs: number, toMs: number) => void;
  /** The bar under the pointer; null for none. */
  readonly onPoint: (index: number | null) => void;
}

const LEAST_DRAG_PX = 4;

/** Bars on top of each other, over time. The one place that knows the chart library. */
export function TimeChart({ label, times, series, heightPx, onSelect, onPoint }: TimeChartProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef({ onSelect, onPoint });
  latest.current = { onSelect, onPoint };
  const shownTheme = useStore(theme);
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent");
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const options = chartOptions({ series, times, latest, widthPx: element.clientWidth, heightPx });
    const chart = new uPlot(options, stacked(times, series), element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: heightPx }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
    // The colours are read from the page when the chart is made.
  }, [times, series, heightPx, shownTheme, accent]);
  return <div ref={host} className="time-chart" role="img" aria-label={label} />;
}

interface OptionSource extends Pick<TimeChartProps, "series" | "times" | "heightPx"> {
  readonly latest: { readonly current: Pick<TimeChartProps, "onSelect" | "onPoint"> };
  readonly widthPx: number;
}

function chartOptions({ series, times, latest, widthPx, heightPx }: OptionSource): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars?.({ size: [0.82, 40, 1], align: 1 });
  const axis = {
    stroke: color("--muted"),
    font: `11px ${color("--font")}`,
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  return {
    width: widthPx,
    height: heightPx,
    legend: { show: false },
    padding: [8, 26, 0, 0],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: { time: true, range: (_, min, max) => [min, max + (step || 1)] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 42,
        space: 64,
        values: (_, splits) => timeLabels(splits),
      },
      {
        ...axis,
        size: 46,
        values: (_, splits) => splits.map((value) => formatNumber(value, { notation: "compact" })),
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6],
      },
    ],
    series: [
      {},
      // The highest first, so that the lower ones lie over it.
      ...series
        .map((one) => ({
          label: one.label,
          fill: color(one.color),
          width: 0,
          points: { show: false },
          ...(bars && { paths: bars }),
        }))
        .toReversed(),
    ],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < LEAST_DRAG_PX) return;
          const [from, to] = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")];
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onSelect(Math.floor(from * 1000), Math.ceil(to * 1000));
        },
      ],
      setCursor: [(chart) => latest.current.onPoint(pointed(chart, times))],
    },
  };
}

/** The bar whose time the pointer is in: the library gives the nearest beginning of one. */
function pointed(chart: uPlot, times: readonly number[]): number | null {
  const { left = -1 } = chart.cursor;
  if (left < 0) return null;
  const second = chart.posToVal(left, "x");
  const index = times.findLastIndex((time) => time <= second);
  return index === -1 ? null : index;
}

/** Each series with all below it, the highest first. */
function stacked(times: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  const sums = times.map(() => 0);
  const heights = series.map(({ values }) => values.map((value, index) => (sums[index] = (sums[index] ?? 0) + value)));
  return [[...times], ...heights.toReversed()];
}
