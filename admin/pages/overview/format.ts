const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** Such as "1.5 MiB". */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount.toLocaleString("en", { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${UNITS[power] ?? ""}`;
}

/** Such as "0.4 ms", "120 ms" or "2.5 s". */
export function formatDuration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} s`;
  return `${ms.toLocaleString("en", { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
}

export function formatCount(count: number): string {
  return count.toLocaleString("en");
}
