/** A part of a pattern's path: itself, one part under a name, or all that is left under a name. */
type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "one"; readonly name: string }
  | { readonly kind: "rest"; readonly name: string };

/** A pattern of Go's router: `GET /posts/{id}`, `/files/{path...}`, `/docs/{$}`, `api.example.com/{id}`. */
export interface RoutePattern {
  /** Upper case; "" for any. */
  readonly method: string;
  /** "" for any. */
  readonly host: string;
  readonly segments: readonly Segment[];
}

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Throws for what Go's router refuses. A path that ends with a slash stands for all below it. */
export function parseRoutePattern(method: string, pattern: string): RoutePattern {
  const slash = pattern.indexOf("/");
  if (slash < 0) throw new Error(`the route "${pattern}" has no path: it must have a /`);
  const parts = pattern.slice(slash + 1).split("/");
  const segments = parts.map((part, index): Segment => {
    const isLast = index === parts.length - 1;
    if (part === "" && isLast) return { kind: "rest", name: "" };
    if (part === "{$}" && isLast) return { kind: "text", text: "" };
    if (!part.startsWith("{")) {
      if (part.includes("{")) throw new Error(`the route "${pattern}": a {name} must be a whole part of the path`);
      return { kind: "text", text: decode(part) };
    }
    if (!part.endsWith("}")) throw new Error(`the route "${pattern}": a {name} must be a whole part of the path`);
    const inner = part.slice(1, -1);
    const name = inner.endsWith("...") ? inner.slice(0, -3) : inner;
    if (!NAME.test(name)) throw new Error(`the route "${pattern}": "${name}" is not a valid name`);
    if (name === inner) return { kind: "one", name };
    if (!isLast) throw new Error(`the route "${pattern}": {${inner}} must be the last part`);
    return { kind: "rest", name };
  });
  return { method: method.toUpperCase(), host: pattern.slice(0, slash).toLowerCase(), segments };
}

/** The values of the pattern's names in the path, decoded; null where the path is another. */
export function matchPath({ segments }: RoutePattern, parts: readonly string[]): Record<string, string> | null {
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "rest") {
      if (parts.length <= index) return null;
      if (segment.name !== "") values[segment.name] = parts.slice(index).join("/");
      return values;
    }
    const part = parts[index];
    if (part === undefined) return null;
    if (segment.kind === "text" ? part !== segment.text : part === "") return null;
    if (segment.kind === "one") values[segment.name] = part;
  }
  return parts.length === segments.length ? values : null;
}

/** Whether the pattern stands for just the path, rather than for all below it. */
export function isExactMatch({ segments }: RoutePattern, parts: readonly string[]): boolean {
  if (segments.at(-1)?.kind !== "rest") return true;
  return parts.at(-1) === "" && parts.length === segments.length;
}

/** The parts of a request's path, decoded. */
export function pathParts(path: string): string[] {
  return path.slice(1).split("/").map(decode);
}

/** Before 0: the first is more specific, so that it is tried first. */
export function compareSpecificity(a: RoutePattern, b: RoutePattern): number {
  if ((a.host === "") !== (b.host === "")) return a.host === "" ? 1 : -1;
  const length = Math.max(a.segments.length, b.segments.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return methodRank(a) - methodRank(b);
}

/** Which of the requests for one pattern are for the other. `narrower`: all for the first, as in Go more specific. */
export type Relation = "apart" | "same" | "narrower" | "wider" | "crossing";

/** Go's router refuses two patterns that are `same` or `crossing`, and tries the narrower one of others first. */
export function relationOf(a: RoutePattern, b: RoutePattern): Relation {
  const narrows = { narrower: false, wider: false };
  if (!compareMethods(a, b, narrows)) return "apart";
  if (a.host !== b.host) {
    if (a.host !== "" && b.host !== "") return "apart";
    // A host counts more than a path.
    return comparePaths(a, b, narrows) ? (a.host === "" ? "wider" : "narrower") : "apart";
  }
  if (!comparePaths(a, b, narrows)) return "apart";
  if (narrows.narrower === narrows.wider) return narrows.narrower ? "crossing" : "same";
  return narrows.narrower ? "narrower" : "wider";
}

interface Narrows {
  narrower: boolean;
  wider: boolean;
}

/** False where no request has both methods. GET stands for HEAD too, "" for all. */
function compareMethods(a: RoutePattern, b: RoutePattern, narrows: Narrows): boolean {
  if (a.method === b.method) return true;
  const difference = methodRank(a) - methodRank(b);
  narrows.narrower ||= difference < 0;
  narrows.wider ||= difference > 0;
  return [a, b].some(({ method }) => method === "") || methodRank(a) + methodRank(b) === 1;
}

function methodRank({ method }: RoutePattern): number {
  return method === "" ? 3 : method === "HEAD" ? 0 : method === "GET" ? 1 : 2;
}

/** False where no path is for both. */
function comparePaths(a: RoutePattern, b: RoutePattern, narrows: Narrows): boolean {
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index += 1) {
    const [one, other] = [a.segments[index], b.segments[index]];
    if (one === undefined || other === undefined) return false;
    if (one.kind === "text" && other.kind === "text" && one.text !== other.text) return false;
    // A {name} stands for a part that is not empty.
    if ([one, other].some(({ kind }) => kind === "one") && [one, other].some(isEmpty)) return false;
    narrows.narrower ||= rank(one) < rank(other);
    narrows.wider ||= rank(one) > rank(other);
    if (one.kind === "rest" || other.kind === "rest") break;
  }
  return true;
}

function isEmpty(segment: Segment): boolean {
  return segment.kind === "text" && segment.text === "";
}

function rank(segment: Segment | undefined): number {
  if (segment === undefined) return 3;
  return segment.kind === "text" ? 0 : segment.kind === "one" ? 1 : 2;
}

function decode(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
