import type { RateLimitRule, Settings } from "./settings.ts";

/**
 * The first rule for one of the labels, which are tried in order: a rule of exactly that label, then one that ends with `/` and
 * is a prefix of the label. Null where none applies to the audience.
 */
export function findRateLimitRule(
  rateLimits: Settings["rateLimits"],
  labels: readonly string[],
  isGuest: boolean,
): RateLimitRule | null {
  const rules = rateLimits.rules.filter(({ audience }) => audience === "" || (audience === "@guest") === isGuest);
  const prefixRules = rules.filter(({ label }) => label.endsWith("/"));
  for (const label of labels) {
    const rule =
      rules.find((candidate) => candidate.label === label) ??
      prefixRules.find((candidate) => `${label}/`.startsWith(candidate.label));
    if (rule !== undefined) return rule;
  }
  return null;
}
