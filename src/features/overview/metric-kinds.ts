import type { WorkCounts } from "../../lib/work-meter.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import type { Metric, Sample } from "./prometheus-text.ts";

type Labels = Sample["labels"];

export function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples };
}

export function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "counter", help, samples };
}

/** The process that figures are of: a node by its name, or a worker by its number. */
export function processLabels({ node, number }: InstanceFigures): Labels {
  return node === null ? { worker: number } : { node };
}

/** A sample a worker. */
export function eachWorker(
  instances: readonly InstanceFigures[],
  valueOf: (instance: InstanceFigures) => number,
): Sample[] {
  return instances.map((instance) => ({ labels: processLabels(instance), value: valueOf(instance) }));
}

/** A sample for each worker and each key of what it counts; `label` is what the keys are. */
export function eachKey(
  instances: readonly InstanceFigures[],
  label: string,
  countsOf: (instance: InstanceFigures) => Readonly<Record<string, number>>,
): Sample[] {
  return instances.flatMap((instance) =>
    Object.entries(countsOf(instance)).map(([key, value]) => ({
      labels: { ...processLabels(instance), [label]: key },
      value,
    })),
  );
}

/** Work by its outcome. */
export function outcomes(labels: Labels, { succeeded, failed }: WorkCounts): Sample[] {
  return [
    { labels: { ...labels, outcome: "success" }, value: succeeded },
    { labels: { ...labels, outcome: "failure" }, value: failed },
  ];
}

/** How long work took, without quantiles: a rate of the one by that of the other is the average. */
export function durations(labels: Labels, { succeeded, failed, seconds }: WorkCounts): Sample[] {
  return [
    { suffix: "_sum", labels, value: seconds },
    { suffix: "_count", labels, value: succeeded + failed },
  ];
}

/** Two metrics of the same work. */
export function workMetrics(
  { name, what }: { readonly name: string; readonly what: string },
  all: readonly { readonly labels: Labels; readonly counts: WorkCounts }[],
): Metric[] {
  return [
    counter(
      `${name}_total`,
      `${what}, by outcome.`,
      all.flatMap(({ labels, counts }) => outcomes(labels, counts)),
    ),
    {
      name: `${name}_duration_seconds`,
      type: "summary",
      help: `How long it took: ${what.toLowerCase()}.`,
      samples: all.flatMap(({ labels, counts }) => durations(labels, counts)),
    },
  ];
}
