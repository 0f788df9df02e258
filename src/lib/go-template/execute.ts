import { builtinFunctions, goType, isMap, isTrue, type TemplateFunction } from "./functions.ts";
import { fieldsOf } from "./fields.ts";
import { HtmlWriter } from "./html-writer.ts";
import { sprint } from "./print.ts";
import {
  type Command,
  lineAndColumn,
  type Node,
  type Operand,
  type Pipe,
  type Place,
  type RangeNode,
  type Template,
  TemplateError,
  type Templates,
  textAt,
} from "./nodes.ts";

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
  readonly template: Template;
  readonly depth: number;
  /** The innermost last. */
  readonly variables: Variables;
}

type Flow = "break" | "continue" | null;

class Execution {
  readonly #templates: Templates;
  readonly #functions: TemplateFunctions;
  readonly #writer: HtmlWriter;
  /** What is looked at, for errors. */
  #place: Place = { at: 0, start: 0, end: 0 };

  constructor(parts: { templates: Templates; functions: TemplateFunctions; writer: HtmlWriter }) {
    this.#templates = parts.templates;
    this.#functions = parts.functions;
    this.#writer = parts.writer;
  }

  template(name: string, data: unknown, depth: number): void {
    const template = this.#templates.get(name);
    if (template === undefined) throw new TemplateError(`html/template: no such template ${JSON.stringify(name)}`);
    if (depth > MAX_DEPTH) throw new TemplateError(`exceeded maximum template depth (${MAX_DEPTH})`);
    this.#run(template.nodes, data, { name, template, depth, variables: [{ name: "$", value: data }] });
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
        this.#inner(node, dot, frame);
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

  #inner({ name, pipe, place }: Extract<Node, { kind: "template" }>, dot: unknown, frame: Frame): void {
    const { template, depth } = frame;
    if (!this.#templates.has(name)) {
      const where = `${template.file}:${lineAndColumn(template, place)}`;
      throw new TemplateError(`html/template:${where}: no such template ${JSON.stringify(name)}`);
    }
    this.template(name, pipe === null ? null : this.#pipe(pipe, dot, frame), depth + 1);
  }

  #range({ pipe, body, otherwise }: RangeNode, dot: unknown, frame: Frame): Flow {
    const { variables } = frame;
    const { length } = variables;
    const items = this.#within(frame, () => itemsOf(this.#commands(pipe, dot, frame)));
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
    return this.#within(frame, () => {
      const value = this.#commands(pipe, dot, frame);
      const [name] = pipe.variables;
      if (name !== undefined) this.#set(frame, pipe, [name, value]);
      return value;
    });
  }

  #set({ variables }: Frame, { isAssignment }: Pipe, [name, value]: readonly [string, unknown]): void {
    if (!isAssignment) {
      variables.push({ name, value });
      return;
    }
    const known = variables.findLast((one) => one.name === name);
    if (known === undefined) throw new TemplateError(`undefined variable: ${name}`);
    known.value = value;
  }

  /** Says where it went wrong. */
  #within<T>({ name, template }: Frame, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateError) || error.message.startsWith("template: ")) throw error;
      const where = `${template.file}:${lineAndColumn(template, this.#place)}`;
      const what = `executing ${JSON.stringify(name)} at <${textAt(template, this.#place)}>`;
      throw new TemplateError(`template: ${where}: ${what}: ${error.message}`);
    }
  }

  /** The value of each goes to the next as its last argument. */
  #commands(pipe: Pipe, dot: unknown, frame: Frame): unknown {
    let piped: [] | [unknown] = [];
    for (const command of pipe.commands) piped = [this.#command(command, dot, { frame, piped })];
    return piped[0];
  }

  #command(
    { operands: [first, ...rest], place }: Command,
    dot: unknown,
    { frame, piped }: { frame: Frame; piped: readonly unknown[] },
  ): unknown {
    if (first === undefined) return undefined;
    const values = (): unknown[] => [...rest.map((operand) => this.#operand(operand, dot, { frame })), ...piped];
    if (first.kind === "function") return this.#function(first, dot, { frame, rest, piped, place });
    if (first.kind === "nil") {
      this.#place = first.place;
      throw new TemplateError("nil is not a command");
    }
    const isCall = rest.length > 0 || piped.length > 0;
    return this.#operand(first, dot, isCall ? { frame, values: values() } : { frame });
  }

  #function(
    { name, place: own }: Extract<Operand, { kind: "function" }>,
    dot: unknown,
    { frame, rest, piped, place }: { frame: Frame; rest: readonly Operand[]; piped: readonly unknown[]; place: Place },
  ): unknown {
    this.#place = own;
    checkCount(name, rest.length + piped.length);
    if (name === "and" || name === "or") {
      let value: unknown;
      for (const operand of rest) {
        value = this.#operand(operand, dot, { frame });
        if (isTrue(value) === (name === "or")) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const work = Object.hasOwn(this.#functions, name) ? this.#functions[name] : builtinFunctions[name];
    if (work === undefined) throw new TemplateError(`${JSON.stringify(name)} is not a defined function`);
    const values = [...rest.map((operand) => this.#operand(operand, dot, { frame })), ...piped];
    if (name === "raw" && typeof values[0] !== "string") {
      throw new TemplateError(`expected string; found ${sprint(values[0])}`);
    }
    this.#place = place;
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
    if (operand.kind !== "pipe") this.#place = operand.place;
    switch (operand.kind) {
      case "value":
        return operand.value;
      case "nil":
        return null;
      case "dot":
        return dot;
      case "field":
        return fieldsOf(dot, operand.names, { values, type: "interface {}" });
      case "variable": {
        const variable = frame.variables.findLast(({ name }) => name === operand.name);
        if (variable === undefined) throw new TemplateError(`undefined variable ${JSON.stringify(operand.name)}`);
        return fieldsOf(variable.value, operand.names, { values, type: goType(variable.value) });
      }
      case "pipe": {
        const value = this.#commands(operand.pipe, dot, frame);
        return fieldsOf(value, operand.names, { values, type: goType(value) });
      }
      case "function":
        return this.#function(operand, dot, { frame, rest: [], piped: values, place: operand.place });
    }
  }
}

/** How many values Go's functions take, at least and at most. */
const COUNTS: Readonly<Record<string, readonly [number, number]>> = {
  ...Object.fromEntries(["and", "or", "index", "slice", "call", "eq"].map((name) => [name, [1, Infinity]])),
  ...Object.fromEntries(["ne", "lt", "le", "gt", "ge"].map((name) => [name, [2, 2]])),
  ...Object.fromEntries(["not", "len", "raw"].map((name) => [name, [1, 1]])),
};

function checkCount(name: string, count: number): void {
  const [least, most] = COUNTS[name] ?? [0, Infinity];
  if (count >= least && count <= most) return;
  const want = most === Infinity ? `at least ${least}` : least;
  throw new TemplateError(`wrong number of args for ${name}: want ${want} got ${count}`);
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
