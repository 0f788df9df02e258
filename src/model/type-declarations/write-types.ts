import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import { type DeclarationScope, collectionTypes, wholeRecord } from "./collection-types.ts";
import { SDK_IMPORT, SDK_TYPES } from "./sdk-types.ts";
import { propertyName, typeNames } from "./type-names.ts";

const COMMON_TYPES = `/** \`2026-01-02 03:04:05.678Z\`, or "" for no date. */
export type DateText = string;

/** In degrees. */
export interface GeoPoint {
  lon: number;
  lat: number;
}

export type Upload = File | Blob;

/**
 * What json fields hold, by collection and field; unknown where it isn't said. Say it in a file of your own:
 * \`declare module "./this-file" { interface JsonTypes { "posts.meta": { views: number } } }\`
 */
export interface JsonTypes {}
export type JsonOf<Key extends string> = Key extends keyof JsonTypes ? JsonTypes[Key] : unknown;
export type Unconfirmed<Create> = Omit<Create, "passwordConfirm"> & { passwordConfirm?: string };
`;

/** TypeScript declarations of all collections: the same text for the same collections. */
export function writeTypes(collections: CollectionSnapshot): string {
  const scope = { collections, names: typeNames(collections.all) };
  const sorted = collections.all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    "/* eslint-disable */\n// Written by `baobox types` from the collections: changes of this file are lost the next time.\n",
    SDK_IMPORT,
    COMMON_TYPES,
    ...sorted.map((collection) => collectionTypes(collection, scope)),
    `export interface Collections {\n${sorted.map((one) => entry(one, scope, "answers")).join("")}}\n`,
    SDK_TYPES,
    pluginTypes(sorted, scope),
  ].join("\n");
}

/** In a project without the package it adds to nothing, and still compiles. */
function pluginTypes(collections: readonly Collection[], scope: DeclarationScope): string {
  const entries = collections.map((one) => `  ${entry(one, scope, "plugins")}`).join("");
  return `// @ts-ignore: only for those who write plugins\ndeclare module "baobox" {\n  interface CollectionTypes {\n${entries}  }\n}\n`;
}

type Reader = "answers" | "plugins";

function entry(collection: Collection, scope: DeclarationScope, reader: Reader): string {
  const name = scope.names.get(collection.id) ?? "";
  const isWritable = collection.type !== "view";
  const types = [
    `type: ${JSON.stringify(collection.type)}`,
    `record: ${reader === "plugins" ? wholeRecord(collection, scope) : `${name}Record`}`,
    `create: ${isWritable ? createType(collection, name, reader) : "never"}`,
    `update: ${isWritable ? `${name}Update` : "never"}`,
    `expand: ${name}Expand`,
  ];
  return `  ${propertyName(collection.name)}: { ${types.join("; ")} };\n`;
}

/** Code that sets a password needs nobody to confirm it. */
function createType({ type }: Collection, name: string, reader: Reader): string {
  return type === "auth" && reader === "plugins" ? `Unconfirmed<${name}Create>` : `${name}Create`;
}
