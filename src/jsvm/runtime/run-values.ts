/**
 * A handler that runs within another (a hook of what the other writes, or the next of its chain) has a runtime of its own in
 * PocketBase. Here all runs of a thread share one realm, because each realm costs megabytes. So what belongs to one run, and what
 * scripts leave in "their" runtime, is kept apart by how deep the run is.
 */
const NO_RUN = -1;
let depth = NO_RUN;
const ofRuns: DepthValue<unknown>[] = [];

/** A value that each depth has for itself, as long as the realm lasts. */
export class DepthValue<Value> {
  readonly #make: () => Value;
  readonly #values: (Value | undefined)[] = [];

  constructor(make: () => Value) {
    this.#make = make;
  }

  get current(): Value {
    return (this.#values[depth] ??= this.#make());
  }

  set current(value: Value) {
    this.#values[depth] = value;
  }

  forget(): void {
    this.#values[depth] = undefined;
  }
}

/** A value that each run has for itself. */
export class RunValue<Value> extends DepthValue<Value> {
  constructor(make: () => Value) {
    super(make);
    ofRuns.push(this);
  }
}

const runs = new RunValue(() => ({}));

/** What stands for the run that is going on: another object for each. */
export function currentRun(): object {
  return runs.current;
}

/** Does the work as a run of its own. */
export function asRun<Result>(ownDepth: number, work: () => Result): Result {
  const outer = depth;
  try {
    depth = ownDepth;
    for (const value of ofRuns) value.forget();
    showGlobals(ownDepth);
    return work();
  } finally {
    depth = outer;
    if (outer !== NO_RUN) showGlobals(outer);
  }
}

type Globals = PropertyDescriptorMap;

/** What scripts have set in the global object at each depth, but for that whose own are there. */
const globals: (Globals | undefined)[] = [];
const NO_GLOBALS: Globals = {};
let shownDepth = 0;
/** The names that the global object has from the start. */
let known: ReadonlySet<string> | null = null;
let mayHaveGlobals = false;

/** What can set global variables: strict handlers by these words alone, modules also by mistake. */
const SETS_GLOBALS = /\b(?:globalThis|require|eval|Function)\b/;

/** Notes the code of a handler that is going to run. From the first that may set global variables on, they are kept apart. */
export function noteCode(code: string): void {
  if (mayHaveGlobals || !SETS_GLOBALS.test(code)) return;
  mayHaveGlobals = true;
  known = new Set(Object.keys(globalThis));
}

/** Has the global object show what scripts have set at a depth. */
function showGlobals(ofDepth: number): void {
  if (mayHaveGlobals && shownDepth !== ofDepth) {
    globals[shownDepth] = takeGlobals();
    putGlobals(globals[ofDepth] ?? NO_GLOBALS);
  }
  shownDepth = ofDepth;
}

/** Takes what scripts have set out of the global object. */
function takeGlobals(): Globals {
  const names = Object.keys(globalThis);
  if (known === null || names.length === known.size) return NO_GLOBALS;
  const taken: Globals = {};
  for (const name of names) {
    const property = known.has(name) ? undefined : Object.getOwnPropertyDescriptor(globalThis, name);
    if (property?.configurable !== true) continue;
    taken[name] = property;
    Reflect.deleteProperty(globalThis, name);
  }
  return taken;
}

function putGlobals(taken: Globals): void {
  if (taken !== NO_GLOBALS) Object.defineProperties(globalThis, taken);
}
