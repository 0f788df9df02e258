export type ProgramLanguage = "js" | "css";
/** Where in a script or a style: in code, a comment, a regular expression, or a string that ends with that sign. */
export type Inside = "code" | "line-comment" | "block-comment" | "regexp" | "regexp-class" | '"' | "'" | "`" | "url";

const TOKEN = /\\[\s\S]|\/\/|\/\*|\*\/|\$\{|url\(\s*|[\s\S]/g;
/** A sign or word of code behind which a slash begins a regular expression: behind all others it divides. */
const BEFORE_REGEXP =
  /(?:^|[,<>=*%&|^?!~([:;{}]|(?<!\d)\.|(?<!\+)(?:\+\+)*\+|(?<!-)(?:--)*-|(?<![\w$])(?:break|case|continue|delete|do|else|finally|in|instanceof|return|throw|try|typeof|void))$/;
/** Longer than all of these words. */
const TAIL_LENGTH = 16;
/** What stands for a value, a string or a regular expression in the code behind it. */
const OPERAND = ")";

/** Where in a script or style its author's text ends, as Go finds out: values are escaped for that place. */
export class ProgramPlace {
  readonly #language: ProgramLanguage;
  #inside: Inside = "code";
  /** How many braces are open in each `${…}` of template literals that is not over. */
  readonly #braces: number[] = [];
  /** The last signs of the code. */
  #tail = "";

  constructor(language: ProgramLanguage) {
    this.#language = language;
  }

  get inside(): Inside {
    return this.#inside;
  }

  get isComment(): boolean {
    return this.#inside === "line-comment" || this.#inside === "block-comment";
  }

  noteValue(): void {
    if (this.#inside === "code") this.#tail = OPERAND;
  }

  /** Goes through a part of the author's. Gives it without its comments. */
  follow(text: string): string {
    let kept = "";
    for (const [token] of text.matchAll(TOKEN)) {
      const wasComment = this.isComment;
      const before = this.#inside;
      this.#inside = this.#after(token);
      this.#noteCode(token, before);
      if (!wasComment && !this.isComment) kept += token;
      else if (this.#inside === "code") kept += token === "\n" ? token : " ";
    }
    return kept;
  }

  #noteCode(token: string, before: Inside): void {
    if (this.#inside !== "code") return;
    if (before === "code") {
      const sign = token.trim();
      // A space ends a word, and stands between signs otherwise.
      this.#tail = (sign === "" ? this.#tail.replace(/[\w$]$/, "$& ") : this.#tail + sign).slice(-TAIL_LENGTH);
    } else if (before !== "line-comment" && before !== "block-comment") {
      this.#tail = before === "`" && token === "${" ? "{" : OPERAND;
    }
  }

  #after(token: string): Inside {
    const inside = this.#inside;
    switch (inside) {
      case "code":
        return this.#afterCode(token);
      case "line-comment":
        return token === "\n" ? "code" : inside;
      case "block-comment":
        return token === "*/" ? "code" : inside;
      case "url":
        return token === ")" ? "code" : inside;
      case "regexp-class":
        return token === "]" ? "regexp" : inside;
      case "regexp":
        if (token === "[") return "regexp-class";
        return token.includes("/") && !token.startsWith("\\") ? "code" : inside;
      case "`":
        if (token === "${" && this.#language === "js") {
          this.#braces.push(0);
          return "code";
        }
        return token === inside ? "code" : inside;
      case '"':
      case "'":
        return token === inside ? "code" : inside;
    }
  }

  #afterCode(token: string): Inside {
    if (token === "/*") return "block-comment";
    if (token === '"' || token === "'" || token === "`") return token;
    if (this.#language === "css") return token.startsWith("url(") ? "url" : "code";
    if (token === "//") return "line-comment";
    if (token === "/" && BEFORE_REGEXP.test(this.#tail.trimEnd())) return "regexp";
    if (token === "*/") return "regexp";
    return this.#afterBrace(token);
  }

  #afterBrace(token: string): Inside {
    const open = this.#braces.at(-1);
    if (open === undefined) return "code";
    if (token === "}" && open === 0) {
      this.#braces.pop();
      return "`";
    }
    if (token.endsWith("{")) this.#braces[this.#braces.length - 1] = open + 1;
    else if (token === "}") this.#braces[this.#braces.length - 1] = open - 1;
    return "code";
  }
}
