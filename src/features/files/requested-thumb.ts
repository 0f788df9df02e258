import { IMAGE_FORMATS } from "../../lib/image/image-format.ts";
import { parseThumbSize } from "../../lib/image/thumb-size.ts";
import type { FileField } from "../../model/fields/file.ts";
import type { Thumb } from "./thumb-maker.ts";

/** Asked for by `?format=`, which PocketBase doesn't have. */
const FORMATS = { webp: "image/webp", avif: "image/avif" } as const;
/** Of every file field. */
const DEFAULT_SIZE = "100x100";

export interface RequestedThumb extends Thumb {
  readonly name: string;
}

interface Original {
  readonly folder: string;
  readonly name: string;
  readonly contentType: string;
}

/** The version of an image that the query asks for; null for the original, also where the field has no such size. */
export function requestedThumb(
  query: URLSearchParams,
  { folder, name, contentType }: Original,
  field: FileField,
): RequestedThumb | null {
  const originalFormat = IMAGE_FORMATS[contentType];
  if (originalFormat === undefined) return null;
  const asked = query.get("thumb") ?? "";
  const isKnown = asked === DEFAULT_SIZE || field.thumbs?.includes(asked) === true;
  const size = isKnown ? parseThumbSize(asked) : null;
  const askedFormat = query.get("format") ?? "";
  const format = isFormat(askedFormat) && askedFormat !== originalFormat ? askedFormat : null;
  if (size === null && format === null) return null;
  const thumbName = `${size === null ? "" : `${asked}_`}${name}${format === null ? "" : `.${format}`}`;
  return {
    originalKey: `${folder}/${name}`,
    key: `${folder}/thumbs_${name}/${thumbName}`,
    name: thumbName,
    contentType: format === null ? contentType : FORMATS[format],
    size,
    format,
  };
}

function isFormat(text: string): text is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, text);
}
