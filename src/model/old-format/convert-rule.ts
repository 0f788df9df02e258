/** A rule, in which the body of the request was `@request.data`. */
export function convertRule(rule: string): string {
  return rule.replaceAll("@request.data", "@request.body");
}
