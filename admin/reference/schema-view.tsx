import type { ReactElement } from "react";
import { referenceText } from "../texts/reference/reference-text.ts";
import { referredName, resolved } from "./document.ts";
import type { ApiDocument, Schema } from "./document.ts";
import { Prose } from "./prose.tsx";

const MAX_DEPTH = 5;

interface SchemaViewProps {
  readonly schema: Schema;
  readonly document: ApiDocument;
  /** Which fields are marked: in a body those that must be there, in an answer those that may be absent. */
  readonly mark: "required" | "optional";
  readonly depth?: number;
}

/** The fields of a type, those of nested ones below them. A type without fields is one word. */
export function SchemaView({ schema, document, mark, depth = 0 }: SchemaViewProps): ReactElement {
  const whole = resolved(schema, document);
  const element = whole.type === "array" && whole.items !== undefined ? whole.items : schema;
  const { properties = {}, required = [] } = merged(element, document);
  const fields = Object.entries(properties);
  return (
    <div className="schema">
      {depth === 0 ? <code className="schema-type">{typeText(schema)}</code> : null}
      {fields.length === 0 || depth > MAX_DEPTH ? null : (
        <ul>
          {fields.map(([name, field]) => (
            <li key={name}>
              <p>
                <code className="schema-name">{name}</code> <code className="schema-type">{typeText(field)}</code>
                {required.includes(name) === (mark === "required") ? (
                  <span className={`schema-${mark}`}> {referenceText[mark]}</span>
                ) : null}
              </p>
              {field.description === undefined ? null : <Prose text={field.description} />}
              {isNested(field, document) ? (
                <SchemaView schema={field} document={document} mark={mark} depth={depth + 1} />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What several schemas say together. */
function merged(schema: Schema, document: ApiDocument): Schema {
  const whole = resolved(schema, document);
  if (whole.allOf === undefined) return whole;
  const parts = whole.allOf.map((part) => merged(part, document));
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

/** Those with a name are shown once, where they stand alone. */
function isNested(schema: Schema, document: ApiDocument): boolean {
  const element = schema.type === "array" ? (schema.items ?? {}) : schema;
  if (referredName(element) !== null && Object.keys(merged(element, document).properties ?? {}).length > 8)
    return false;
  return Object.keys(merged(element, document).properties ?? {}).length > 0;
}

/** The type in the words of TypeScript. */
export function typeText(schema: Schema): string {
  const name = referredName(schema);
  if (name !== null) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" | ");
  if (schema.type === "array") {
    const item = typeText(schema.items ?? {});
    return item.includes(" ") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.format === "binary") return "file";
  return schema.format === undefined ? (schema.type ?? "any") : `${schema.type ?? ""} (${schema.format})`;
}
