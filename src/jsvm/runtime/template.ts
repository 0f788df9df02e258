import { executeTemplate } from "../../lib/go-template/execute.ts";
import { isFunction, type TemplateFunction } from "../../lib/go-template/functions.ts";
import { TemplateError, type Templates } from "../../lib/go-template/nodes.ts";
import { parseTemplate } from "../../lib/go-template/parse.ts";
import { DirFs } from "./dir-fs.ts";
import { filepath } from "./filepath.ts";
import { textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { withFile } from "./go-file-error.ts";
import { hostModule } from "./host-module.ts";

const fs = hostModule("node:fs");

/** `$template`: Go's HTML templates, each set parsed once. */
class TemplateRegistry {
  readonly #renderers = new Map<string, TemplateRenderer>();
  readonly #functions: Record<string, TemplateFunction> = {};

  addFuncs(functions: Readonly<Record<string, TemplateFunction>>): this {
    Object.assign(this.#functions, functions);
    return this;
  }

  /** The first is shown; it uses what the others define. */
  loadFiles(...files: readonly unknown[]): TemplateRenderer {
    const paths = files.map(textArgument);
    return this.#renderer(paths.join(","), () =>
      paths.map((path) => ({
        name: filepath.base(path),
        text: withFile("open", path, () => fs.readFileSync(path, "utf8")),
      })),
    );
  }

  loadString(text: unknown): TemplateRenderer {
    return this.#renderer(`text ${textArgument(text)}`, () => [{ name: "", text: textArgument(text) }]);
  }

  /** Files of a folder that match any of the patterns. */
  loadFS(folder: unknown, ...patterns: readonly unknown[]): TemplateRenderer {
    if (!(folder instanceof DirFs)) throw new TypeError("could not convert function call parameter 0 to fs.FS");
    const names = patterns.map(textArgument);
    return this.#renderer(`fs ${folder.root} ${names.join(" ")}`, () =>
      names.flatMap((pattern) => {
        const found = filepath.glob(`${folder.root}/${pattern}`);
        if (found.length === 0) throw goError(`template: pattern matches no files: \`${pattern}\``);
        return found.map((path) => ({ name: filepath.base(path), text: fs.readFileSync(path, "utf8") }));
      }),
    );
  }

  #renderer(key: string, read: () => readonly Source[]): TemplateRenderer {
    const known = this.#renderers.get(key);
    if (known !== undefined) return known;
    const renderer = new TemplateRenderer(read, this.#functions);
    this.#renderers.set(key, renderer);
    return renderer;
  }
}

interface Source {
  readonly name: string;
  readonly text: string;
}

/** Templates that are parsed. What is wrong with them is an error of `render`. */
class TemplateRenderer {
  readonly #functions: Readonly<Record<string, TemplateFunction>>;
  readonly #templates: Templates = new Map();
  #first = "";
  #mistake: unknown = null;

  constructor(read: () => readonly Source[], functions: Readonly<Record<string, TemplateFunction>>) {
    this.#functions = functions;
    try {
      const sources = read();
      if (sources.length === 0) throw goError("html/template: no files named in call to ParseFiles");
      this.#first = sources[0]?.name ?? "";
      const hasFunction = (name: string): boolean => isFunction(name) || Object.hasOwn(functions, name);
      for (const { name, text } of sources) parseTemplate(text, name, { templates: this.#templates, hasFunction });
    } catch (error) {
      this.#mistake = asGoError(error);
    }
  }

  render(data?: unknown): string {
    if (this.#mistake !== null) throw this.#mistake;
    try {
      return executeTemplate(this.#templates, this.#first, { data, functions: this.#functions });
    } catch (error) {
      throw asGoError(error);
    }
  }
}

function asGoError(error: unknown): unknown {
  return error instanceof TemplateError ? goError(error.message) : error;
}

export const templates = new TemplateRegistry();
