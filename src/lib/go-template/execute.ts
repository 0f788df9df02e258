import { builtinFunctions, isMap, isTrue, type TemplateFunction } from "./functions.ts";
import { HtmlWriter } from "./html-writer.ts";
import { sprint } from "./print.ts";
import { type Node, type Operand, type Pipe, type RangeNode, TemplateError, type Templates } from "./nodes.ts";

export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

/** Templates that are within each other, such as one that shows itself without end. */
const MAX_DEPTH = 1000;

/** HTML of the template of that name. */
export function executeTemplate(
  templates: Templates,
  name: string,
  { data, functions }: { readonly data: unknown; readonly functions: TemplateFunctions },
): string {
  const writer = new HtmlWriter();
  new Execution({ templates, functions, writer }).template(name, data, 0);
  return writer.result;
}

type Variables = { name: string; value: unknown }[];

interface Frame {
  readonly name: string;
  readonly depth: number;
  /** The innermost last. */
  readonly variables: Variables;
}

type Flow = "break" | "continue" | null;

class Execution {
  readonly #templates: Templates;
  readonly #functions: TemplateFunctions;
  readonly #writer: HtmlWriter;

  constructor(parts: { templates: Templates; functions: TemplateFunctions; writer: HtmlWriter }) {
    this.#templates = parts.templates;
    this.#functions = parts.functions;
    this.#writer = parts.writer;
  }

  template(name: string, data: unknown, depth: number): void {
    const nodes = this.#templates.get(name);
    if (nodes === undefined) throw new TemplateError(`html/template: no such template ${JSON.stringify(name)}`);
    if (depth > MAX_DEPTH) throw new TemplateError(`exceeded maximum template depth (${MAX_DEPTH})`);
    this.#run(nodes, data, { name, depth, variables: [{ name: "$", value: data }] });
  }

  /** Variables of a block end with it. */
  #run(nodes: readonly Node[], dot: unknown, frame: Frame): Flow {
    const { length } = frame.variables;
    for (const node of nodes) {
      const flow = this.#node(node, dot, frame);
      if (flow !== null) {
        frame.variables.length = length;
        return flow;
      }
    }
    frame.variables.length = length;
    return null;
  }

  #node(node: Node, dot: unknown, frame: Frame): Flow {
    switch (node.kind) {
      case "text":
        this.#writer.text(node.text);
        return null;
      case "print": {
        const value = this.#pipe(node.pipe, dot, frame);
        if (node.pipe.variables.length === 0) this.#writer.value(value);
        return null;
      }
      case "template":
        this.template(node.name, node.pipe === null ? null : this.#pipe(node.pipe, dot, frame), frame.depth + 1);
        return null;
      case "break":
      case "continue":
        return node.kind;
      case "range":
        return this.#range(node, dot, frame);
      case "if":
      case "with": {
        const { length } = frame.variables;
        const value = this.#pipe(node.pipe, dot, frame);
        const flow = isTrue(value)
          ? this.#run(node.body, node.kind === "with" ? value : dot, frame)
          : this.#run(node.otherwise, dot, frame);
        frame.variables.length = length;
        return flow;
      }
    }
  }

  #range({ pipe, body, otherwise }: RangeNode, dot: unknown, frame: Frame): Flow {
    const { variables } = frame;
    const { length } = variables;
    const items = this.#within(frame, pipe, () => itemsOf(this.#commands(pipe, dot, frame)));
    if (items.length === 0) return this.#run(otherwise, dot, frame);
    for (const [key, item] of items) {
      const [first, second] = pipe.variables;
      if (second !== undefined) this.#set(frame, pipe, [first ?? "", key]);
      if (second !== undefined || first !== undefined) this.#set(frame, pipe, [second ?? first ?? "", item]);
      const flow = this.#run(body, item, frame);
      variables.length = length;
      if (flow === "break") break;
    }
    return null;
  }

  #pipe(pipe: Pipe, dot: unknown, frame: Frame): unknown {
    const value = this.#within(frame, pipe, () => this.#commands(pipe, dot, frame));
    const [name] = pipe.variables;
    if (name !== undefined) this.#set(frame, pipe, [name, value]);
    return value;
  }

  #set({ variables }: Frame, { isAssignment }: Pipe, [name, value]: readonly [string, unknown]): void {
    const known = isAssignment ? variables.findLast((one) => one.name === name) : undefined;
    if (known === undefined) variables.push({ name, value });
    else known.value = value;
  }

  /** Says where it went wrong. */
  #within<T>({ name }: Frame, { line }: Pipe, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateError) || error.message.startsWith("template: ")) throw error;
      throw new TemplateError(`template: ${name}:${line}: executing ${JSON.stringify(name)}: ${error.message}`);
    }
  }

  /** The value of each goes to the next as its last argument. */
  #commands(pipe: Pipe, dot: unknown, frame: Frame): unknown {
    let piped: [] | [unknown] = [];
    for (const command of pipe.commands) piped = [this.#command(command, dot, { frame, piped })];
    return piped[0];
  }

  #command(
    [first, ...rest]: readonly Operand[],
    dot: unknown,
    { frame, piped }: { frame: Frame; piped: readonly unknown[] },
  ): unknown {
    if (first === undefined) return undefined;
    const values = (): unknown[] => [...rest.map((operand) => this.#operand(operand, dot, { frame })), ...piped];
    if (first.kind === "function") return this.#function(first.name, dot, { frame, rest, piped });
    const isCall = rest.length > 0 || piped.length > 0;
    return this.#operand(first, dot, isCall ? { frame, values: values() } : { frame });
  }

  #function(
    name: string,
    dot: unknown,
    { frame, rest, piped }: { frame: Frame; rest: readonly Operand[]; piped: readonly unknown[] },
  ): unknown {
    if (name === "and" || name === "or") {
      let value: unknown;
      for (const operand of rest) {
        value = this.#operand(operand, dot, { frame });
        if (isTrue(value) === (name === "or")) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const work = Object.hasOwn(this.#functions, name) ? this.#functions[name] : builtinFunctions[name];
    if (work === undefined) throw new TemplateError(`function ${JSON.stringify(name)} not defined`);
    const values = [...rest.map((operand) => this.#operand(operand, dot, { frame })), ...piped];
    try {
      return work(...values);
    } catch (error) {
      throw error instanceof TemplateError ? new TemplateError(`error calling ${name}: ${error.message}`) : error;
    }
  }

  /** `values` are the arguments of a method. */
  #operand(
    operand: Operand,
    dot: unknown,
    { frame, values = [] }: { frame: Frame; values?: readonly unknown[] },
  ): unknown {
    switch (operand.kind) {
      case "value":
        return operand.value;
      case "nil":
        return null;
      case "dot":
        return dot;
      case "field":
        return fieldsOf(dot, operand.names, values);
      case "variable": {
        const variable = frame.variables.findLast(({ name }) => name === operand.name);
        if (variable === undefined) throw new TemplateError(`undefined variable ${JSON.stringify(operand.name)}`);
        return fieldsOf(variable.value, operand.names, values);
      }
      case "pipe":
        return fieldsOf(this.#commands(operand.pipe, dot, frame), operand.names, values);
      case "function":
        return this.#function(operand.name, dot, { frame, rest: [], piped: values });
    }
  }
}

/** The last name may be a method, which gets the arguments. */
function fieldsOf(start: unknown, names: readonly string[], values: readonly unknown[]): unknown {
  return names.reduce((value: unknown, name, at) => fieldOf(value, name, at === names.length - 1 ? values : []), start);
}

function fieldOf(value: unknown, name: string, values: readonly unknown[]): unknown {
  // What a map lacks has nothing of its own either.
  if (value === undefined) return undefined;
  if (value === null) throw new TemplateError(`nil pointer evaluating interface {}.${name}`);
  if (isMap(value)) {
    if (values.length > 0) throw new TemplateError(`${name} is not a method but has arguments`);
    return Object.hasOwn(value, name) ? value[name] : undefined;
  }
  const host = value as Record<string, unknown>;
  const own = [name, hostName(name)].find((known) => typeof value === "object" && known in value);
  if (own === undefined) throw new TemplateError(`can't evaluate field ${name} in type ${typeof value}`);
  const found = host[own];
  return typeof found === "function" ? (found as TemplateFunction).apply(value, [...values]) : found;
}

/** Go's `GetString` is `getString` of a host object, `JSONField` is `jsonField`. */
function hostName(name: string): string {
  const [start = ""] = /^[A-Z\d_]+/.exec(name) ?? [];
  if (start.length === name.length) return name.toLowerCase();
  const length = start.length > 1 ? start.length - 1 : start.length;
  return name.slice(0, length).toLowerCase() + name.slice(length);
}

function itemsOf(value: unknown): [unknown, unknown][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  if (typeof value === "number") return Array.from({ length: Math.max(0, value) }, (_none, index) => [index, index]);
  if (isMap(value))
    return Object.keys(value)
      .sort()
      .map((key) => [key, value[key]]);
  throw new TemplateError(`range can't iterate over ${sprint(value)}`);
}
