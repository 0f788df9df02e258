import { IMAGE_FORMATS } from "../../lib/image/image-format.ts";
import { parseThumbSize } from "../../lib/image/thumb-size.ts";
import type { FileField } from "../../model/fields/file.ts";
import type { OutputFormat, Thumb } from "./thumb-maker.ts";

/** Of every file field. */
const DEFAULT_SIZE = "100x100";

export interface RequestedThumb extends Thumb {
  readonly name: string;
}

export interface ThumbRequest {
  /** As asked for, e.g. `100x100t`. */
  readonly size: string;
  readonly format: OutputFormat | null;
}

interface Original {
  readonly folder: string;
  readonly name: string;
  readonly contentType: string;
}

/** The version of an image that is asked for; null for the original, also where the field has no such size. */
export function requestedThumb(
  asked: ThumbRequest,
  { folder, name, contentType }: Original,
  field: FileField,
): RequestedThumb | null {
  const originalFormat = IMAGE_FORMATS[contentType];
  if (originalFormat === undefined) return null;
  const isKnown = asked.size === DEFAULT_SIZE || field.thumbs?.includes(asked.size) === true;
  const size = isKnown ? parseThumbSize(asked.size) : null;
  const format = asked.format === originalFormat ? null : asked.format;
  if (size === null && format === null) return null;
  const thumbName = `${size === null ? "" : `${asked.size}_`}${name}${format === null ? "" : `.${format}`}`;
  return {
    originalKey: `${folder}/${name}`,
    key: `${folder}/thumbs_${name}/${thumbName}`,
    name: thumbName,
    contentType: format === null ? contentType : `image/${format}`,
    size,
    format,
  };
}
