import { StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

/** The colours of filters and rules. */
const filter = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/\/\/.*/)) return "comment";
    if (stream.match(/"(?:[^"\\]|\\.)*"?/) !== null || stream.match(/'(?:[^'\\]|\\.)*'?/) !== null) return "string";
    if (stream.match(/-?\d+(?:\.\d+)?\b/)) return "number";
    if (stream.match(/(?:true|false|null)\b/)) return "bool";
    if (stream.match(/&&|\|\||\?[=!<>~]+|!?[=~]|[<>]=?/)) return "operator";
    if (stream.match(/@\w+/)) return "keyword";
    if (stream.match(/:\w+/)) return "keyword";
    if (stream.match(/[a-z_]\w*/i)) return "propertyName";
    stream.next();
    return null;
  },
});

export function filterLanguage(): Promise<Extension> {
  return Promise.resolve(filter.extension);
}
