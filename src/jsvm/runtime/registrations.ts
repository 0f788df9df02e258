/** What hook files register while they are loaded: handlers as their source texts. */
export interface Registration {
  readonly kind: "hook" | "route" | "use" | "cron" | "cronRemove";
  /** The hook's name, the route's method and path, or the job's id and expression. */
  readonly names: readonly string[];
  readonly tags: readonly string[];
  /** The handler and, for routes, what runs before it. */
  readonly handlers: readonly RegisteredHandler[];
}

export interface RegisteredHandler {
  /** The source of a function, or the name and arguments of a middleware of the server. */
  readonly code: string;
  readonly native?: { readonly name: string; readonly args: readonly unknown[] };
  readonly id: string;
  readonly priority: number;
}

/** `new Middleware(function, priority, id)` */
export class Middleware {
  readonly #handler: RegisteredHandler;

  constructor(handler: unknown, priority = 0, id = "") {
    this.#handler = { code: sourceOf(handler), priority: Number(priority) || 0, id: String(id ?? "") };
  }

  static handlerOf(value: Middleware): RegisteredHandler {
    return value.#handler;
  }
}

/** What `$apis.requireAuth()` and its like give: the server runs them itself. */
export class NativeHandler {
  readonly name: string;
  readonly args: readonly unknown[];

  constructor(name: string, args: readonly unknown[]) {
    this.name = name;
    this.args = args;
  }
}

export const registrations: Registration[] = [];

export function registerHook(name: string, handler: unknown, tags: readonly string[]): void {
  registrations.push({ kind: "hook", names: [name], tags: tags.map(String), handlers: [handlerOf(handler)] });
}

export function routerAdd(method: string, path: string, ...[handler, ...middlewares]: readonly unknown[]): void {
  const handlers = [...middlewares, handler].map(handlerOf);
  registrations.push({ kind: "route", names: [String(method).toUpperCase(), String(path)], tags: [], handlers });
}

export function routerUse(...middlewares: readonly unknown[]): void {
  registrations.push({ kind: "use", names: [], tags: [], handlers: middlewares.map(handlerOf) });
}

export function cronAdd(id: string, expression: string, handler: unknown): void {
  registrations.push({
    kind: "cron",
    names: [String(id), String(expression)],
    tags: [],
    handlers: [handlerOf(handler)],
  });
}

export function cronRemove(id: string): void {
  registrations.push({ kind: "cronRemove", names: [String(id)], tags: [], handlers: [] });
}

function handlerOf(value: unknown): RegisteredHandler {
  if (value instanceof Middleware) return Middleware.handlerOf(value);
  if (value instanceof NativeHandler) {
    return { code: "", native: { name: value.name, args: value.args }, id: "", priority: 0 };
  }
  return { code: sourceOf(value), id: "", priority: 0 };
}

function sourceOf(handler: unknown): string {
  if (typeof handler === "function" || typeof handler === "string") return String(handler);
  throw new TypeError("a handler must be a function");
}
