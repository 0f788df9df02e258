import type { CollectionField, CollectionModel } from "pocketbase";

/** A body with the collection's fields, as its app would send it. */
export function exampleBody(collection: CollectionModel, { isNew }: { isNew: boolean }): Record<string, unknown> {
  const isAuth = collection.type === "auth";
  const fields = collection.fields.filter(
    ({ name, type }) => !["autodate", "file", "password"].includes(type) && name !== "id" && name !== "tokenKey",
  );
  const own =
    isAuth && !isNew ? fields.filter(({ system }) => !system) : fields.filter(({ name }) => name !== "verified");
  const values = Object.fromEntries(own.map((field) => [field.name, exampleValue(field)]));
  return isAuth && isNew ? { ...values, password: "a-long-password", passwordConfirm: "a-long-password" } : values;
}

function exampleValue(field: CollectionField): unknown {
  const isMultiple = Number(field["maxSelect"] ?? 1) > 1;
  switch (field.type) {
    case "number":
      return typeof field["min"] === "number" ? field["min"] : 123;
    case "bool":
      return true;
    case "email":
      return "test@example.com";
    case "url":
      return "https://example.com";
    case "date":
      return "2026-01-01 10:00:00.000Z";
    case "json":
      return { key: "value" };
    case "geoPoint":
      return { lon: 13.4, lat: 52.5 };
    case "select": {
      const options = field["values"] as string[];
      return isMultiple ? options.slice(0, 2) : (options[0] ?? "");
    }
    case "relation":
      return isMultiple ? ["RECORD_ID"] : "RECORD_ID";
    case "editor":
      return "<p>Hello</p>";
    default:
      return "text";
  }
}
