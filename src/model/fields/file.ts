import { Type } from "@sinclair/typebox";
import type { FieldError } from "../../lib/api-error.ts";
import { toTextList } from "../../lib/convert.ts";
import { jsonText } from "../../lib/json-text.ts";
import { detectMimeType, isMimeType } from "../../lib/mime/detect.ts";
import { checkCommonOptions, checkLength, checkRange } from "./common-options.ts";
import { itemsSchema } from "./describe.ts";
import { collectErrors, noLessThan, required } from "./field-errors.ts";
import type { FieldType, FieldValue, FieldWithHelp, UnsavedFile } from "./field.ts";
import { isMultiple, textsFromColumn } from "./text-list.ts";

export interface FileField extends FieldWithHelp {
  readonly required: boolean;
  /** Above 1: several files. */
  readonly maxSelect: number;
  /** In bytes; 0 for the default limit. */
  readonly maxSize: number;
  /** By content; none for any. */
  readonly mimeTypes: readonly string[] | null;
  readonly thumbs: readonly string[] | null;
  /** Only with a file token. */
  readonly protected: boolean;
}

const upload = Type.String({ format: "binary" });

type FileItem = string | UnsavedFile;

const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;
const MAX_NAME_LENGTH = 150;
const THUMB_SIZE = /^(\d+)x(\d+)(t|b|f)?$/;

export const fileField: FieldType<FileField> = {
  type: "file",
  defaults: { help: "", required: false, maxSelect: 0, maxSize: 0, mimeTypes: null, thumbs: null, protected: false },
  columnKind: (field) => (isMultiple(field) ? "jsonArray" : "text"),
  isMultiple,
  isParsed: true,
  maxBytes: (field) => maxBytesOf(field) * Math.max(field.maxSelect, 1),
  modifiers: ["append", "prepend", "remove"],
  schema: (field) => (isMultiple(field) ? Type.Array(Type.String()) : Type.String()),
  inputSchema(field) {
    const value = isMultiple(field) ? Type.Array(upload, { maxItems: field.maxSelect }) : upload;
    return Type.Union([value, Type.Null()]);
  },
  modifierSchema(field, modifier) {
    return isMultiple(field) ? itemsSchema(modifier === "remove" ? Type.String() : upload, modifier) : null;
  },
  typeText: (field) => (isMultiple(field) ? "string[]" : "string"),
  inputTypeText: (field) => (isMultiple(field) ? "Upload[]" : "Upload | null"),
  // Names of stored files keep them.
  updateTypeText: (field) => (isMultiple(field) ? "(Upload | string)[] | null" : "Upload | string | null"),
  modifierTypeText(field, modifier) {
    if (modifier === "remove") return isMultiple(field) ? "string | string[]" : "string";
    return isMultiple(field) ? "Upload | Upload[]" : null;
  },

  validateOptions(field) {
    return collectErrors({
      ...checkCommonOptions(field),
      maxSelect: field.maxSelect < 0 ? noLessThan(0) : checkRange(field.maxSelect, 0),
      maxSize: field.maxSize < 0 ? noLessThan(0) : checkRange(field.maxSize, 0),
      thumbs: checkThumbs(field.thumbs ?? []),
    });
  },

  zero: (field) => (isMultiple(field) ? [] : ""),
  normalize: (field, raw) => valueOf(field, fileItems(raw)),
  fromColumn: textsFromColumn,

  toColumn(field, value) {
    const names = fileItems(value).map(fileName);
    return isMultiple(field) ? jsonText(names) : (names.at(-1) ?? "");
  },

  toJson(field, value) {
    const names = fileItems(value).map(fileName);
    return isMultiple(field) ? names : (names.at(-1) ?? "");
  },

  async validate(field, value, { record }) {
    const items = fileItems(value);
    if (items.length === 0) return field.required ? required : null;
    const stored = new Set(fileItems(record.original?.[field.name] ?? "").map(fileName));
    const invalidFiles = items.filter((item) => typeof item === "string" && !stored.has(item)).map(fileName);
    if (invalidFiles.length > 0) return unknownFiles(invalidFiles);
    const maxSelect = Math.max(field.maxSelect, 1);
    if (items.length > maxSelect) {
      const message = `The maximum allowed files is ${maxSelect}.`;
      return { code: "validation_too_many_files", message, params: { maxSelect } };
    }
    for (const item of items) {
      const error = typeof item === "string" ? null : await validateUpload(field, item);
      if (error !== null) return error;
    }
    return null;
  },

  modify(field, current, { modifier, raw }) {
    const items = fileItems(current);
    const operand = fileItems(raw);
    if (modifier === "append") return valueOf(field, unique([...items, ...operand]));
    if (modifier === "prepend") return valueOf(field, unique([...operand, ...items]));
    const names = new Set(operand.map(fileName));
    return valueOf(
      field,
      items.filter((item) => !names.has(fileName(item))),
    );
  },
};

export function isUnsavedFile(value: unknown): value is UnsavedFile {
  return typeof value === "object" && value !== null && "content" in value && value.content instanceof Blob;
}

export function fileName(item: FileItem): string {
  return typeof item === "string" ? item : item.name;
}

/** The stored and unsaved files of a value of any form, each name once. */
export function fileItems(raw: unknown): FileItem[] {
  if (isUnsavedFile(raw)) return [raw];
  if (!Array.isArray(raw)) return toTextList(raw);
  // An item that stands for several files or for none is left out.
  return unique(
    raw
      .map(fileItems)
      .filter((items) => items.length === 1)
      .flat(),
  );
}

function unique(items: readonly FileItem[]): FileItem[] {
  const names = new Set<string>();
  return items.filter((item) => names.size < names.add(fileName(item)).size);
}

function valueOf(field: FileField, items: readonly FileItem[]): FieldValue {
  return isMultiple(field) ? items : (items.at(-1) ?? "");
}

function unknownFiles(names: readonly string[]): FieldError {
  const invalidFiles = names.map((name) => name.slice(0, 250));
  const message = `Invalid new files: [${invalidFiles.join(" ")}].`;
  return { code: "validation_invalid_file", message, params: { invalidFiles } };
}

async function validateUpload(field: FileField, file: UnsavedFile): Promise<FieldError | null> {
  const length = file.name === "" ? null : checkLength(file.name, 1, MAX_NAME_LENGTH);
  if (length !== null) return length;
  if (file.name !== "" && !/^[^./\\][^/\\]+$/.test(file.name)) {
    return { code: "validation_match_invalid", message: "Must be in a valid format." };
  }
  const maxSize = maxBytesOf(field);
  if (file.size > maxSize) {
    return {
      code: "validation_file_size_limit",
      message: `Failed to upload ${file.originalName} - the maximum allowed file size is ${maxSize} bytes.`,
      params: { file: file.originalName, maxSize },
    };
  }
  return checkMimeType(field, file);
}

async function checkMimeType({ mimeTypes }: FileField, file: UnsavedFile): Promise<FieldError | null> {
  if (mimeTypes === null || mimeTypes.length === 0) return null;
  const detected = await detectMimeType(file.content);
  if (mimeTypes.some((allowed) => isMimeType(detected, allowed))) return null;
  const message = `${JSON.stringify(file.name)} mime type must be one of: ${mimeTypes.join(", ")}.`;
  return { code: "validation_invalid_mime_type", message };
}

function checkThumbs(thumbs: readonly string[]): Record<string, FieldError> | null {
  const errors: Record<string, FieldError> = {};
  for (const [index, thumb] of thumbs.entries()) {
    if (thumb === "") continue;
    if (/^0x0[tbf]?$/.test(thumb)) {
      errors[String(index)] = { code: "validation_not_in_invalid", message: "Must not be in list." };
    } else if (!THUMB_SIZE.test(thumb)) {
      errors[String(index)] = { code: "validation_match_invalid", message: "Must be in a valid format." };
    }
  }
  return Object.keys(errors).length === 0 ? null : errors;
}

/** Of one file. */
function maxBytesOf({ maxSize }: FileField): number {
  return maxSize > 0 ? maxSize : DEFAULT_MAX_BYTES;
}
