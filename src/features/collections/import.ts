import { ApiError, badRequest, type FieldErrors, ValidationError } from "../../lib/api-error.ts";
import { isObject } from "../../model/collections/decode.ts";
import { importCollections } from "../../model/schema-changes/import-collections.ts";
import { convertImport, type ConversionNote } from "../../model/old-format/convert-import.ts";
import type { Context } from "../../model/context.ts";
import { required } from "../../model/fields/field-errors.ts";
import type { CollectionsImportRequestEvent } from "../../model/hook-events.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

export async function importRequest(call: Call): Promise<Response> {
  const { context } = call;
  const request = await readBody(call);
  const event: CollectionsImportRequestEvent = { context, request, ...parseForm(request.body) };
  if (event.collections.length === 0) {
    const data = { collections: required };
    throw badRequest("An error occurred while validating the submitted data.", { data });
  }
  const response = await triggerRequest(context.hooks.onCollectionsImportRequest, {
    event,
    tags: [],
    async operation() {
      let converted: readonly ConversionNote[];
      try {
        converted = await importCollections(event.context, event.collections, { deleteMissing: event.deleteMissing });
      } catch (error) {
        if (error instanceof ApiError) throw error;
        throw badRequest("Failed to import collections.", { data: errorsOf(context, error), cause: error });
      }
      return converted.length === 0 ? call.noContent() : call.json({ converted });
    },
  });
  return response ?? new Response(null);
}

/** Shows what an import would make of collections of before v0.23, and changes nothing. Not in PocketBase. */
export async function convertRequest(call: Call): Promise<Response> {
  const { context } = call;
  const { collections } = parseForm((await readBody(call)).body);
  try {
    return call.json(convertImport(collections, context.connection.dialect.schema));
  } catch (error) {
    throw badRequest("Failed to convert the collections.", { data: errorsOf(context, error), cause: error });
  }
}

function parseForm({ collections = [], deleteMissing = false }: Readonly<Record<string, unknown>>): {
  collections: Record<string, unknown>[];
  deleteMissing: boolean;
} {
  const list = collections ?? [];
  const flag = deleteMissing ?? false;
  if (!Array.isArray(list) || !list.every(isObject) || typeof flag !== "boolean") {
    throw badRequest("An error occurred while loading the submitted data.");
  }
  return { collections: list.map((item) => ({ ...item })), deleteMissing: flag };
}

function errorsOf(context: Context, error: unknown): FieldErrors {
  if (error instanceof ValidationError) return error.errors;
  const reason = context.connection.dialect.schema.errorText(error);
  const message = `Failed to import the collections configuration. Raw error:\n${reason}.`;
  return { collections: { code: "validation_collections_import_failure", message } };
}
