import type { Context } from "../context.ts";
import type { RecordModel } from "./record.ts";

export async function validateSystemRecord(_context: Context, _record: RecordModel): Promise<void> {}
export async function beforeSystemRecordSave(_context: Context, _record: RecordModel): Promise<void> {}
export async function afterSystemRecordSave(
  _context: Context,
  _record: RecordModel,
  _before: RecordModel["original"],
): Promise<void> {}
export async function beforeSystemRecordDelete(_context: Context, _record: RecordModel): Promise<void> {}
