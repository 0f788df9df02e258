import { notFound } from "../../lib/api-error.ts";
import type { StoredBlob } from "../../lib/blob-store.ts";
import { serveBlob } from "../../lib/serve-blob.ts";
import { NO_COLLECTION } from "../../model/collections/no-collection.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import { isAddressAllowed } from "../../model/auth/superuser-address.ts";
import { verifyToken } from "../../model/auth/tokens.ts";
import type { Context } from "../../model/context.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { recordFolder } from "../../model/records/record-files.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { withRequest } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { recordMatchesRule } from "../../model/rules/match-rule.ts";
import { findFileOwner } from "../../model/views/view-file.ts";
import { type FoundFile, findFile } from "./find-file.ts";
import { requestedThumb } from "./requested-thumb.ts";
import { OUTPUT_FORMATS, thumbMakerOf } from "./thumb-maker.ts";

const MAX_KEPT_LENGTH = 200;

/** A file of a record as it was uploaded, or a smaller version of an image. */
export async function downloadFile(call: Call): Promise<Response> {
  const { context, params } = call;
  const { collection: collectionName = "", record: id = "", name = "" } = params;
  const collection = context.collections.current().find(collectionName);
  if (collection === undefined) throw notFound(NO_COLLECTION);
  const found = await findFile(context, collection, { id, name });
  if (found === null) throw notFound();
  const { record, field, thumbs } = found;
  if (field.protected) await checkProtected(call, record);

  const owner =
    collection.type === "view"
      ? await findFileOwner(context, collection, { fieldName: field.name, fileName: name })
      : { collection, id };
  if (owner === null) throw notFound();
  const request = call.info();
  const original = { folder: recordFolder(owner.collection, owner.id), name };
  const served = await servedFile(call, { field, thumbs }, original);
  const { onFileDownloadRequest } = context.hooks;
  const tags = recordFields(collection).tags;
  if (!onFileDownloadRequest.concerns(tags)) return send(call, served);
  let response: Response | undefined;
  await onFileDownloadRequest.trigger(
    { context, request, collection, record, field, ...served },
    tags,
    async (event) => {
      response = await send(call, event);
    },
  );
  return response ?? call.noContent();
}

async function send(call: Call, { key, name }: { readonly key: string; readonly name: string }): Promise<Response> {
  const blob = await readBlob(call.context, key);
  const isAttachment = /^(1|t|T|true|TRUE|True)$/.test(call.info().query["download"] ?? "");
  return serveBlob(call.request, blob, { name, isAttachment });
}

interface ServedFile {
  readonly key: string;
  readonly name: string;
  readonly thumbError: unknown;
}

/** The original where no thumb is asked for, and also where it can't be made, as PocketBase has it. */
async function servedFile(
  call: Call,
  { field, thumbs }: Pick<FoundFile, "field" | "thumbs">,
  { folder, name }: { folder: string; name: string },
): Promise<ServedFile> {
  const { context } = call;
  const { thumb: askedSize, format: askedFormat } = call.info().query;
  const original = { key: `${folder}/${name}`, name };
  if (askedSize === undefined && askedFormat === undefined) return { ...original, thumbError: null };
  const askedFor = `${folder} ${askedSize ?? ""} ${askedFormat ?? ""}`;
  const known = thumbs.get(askedFor);
  if (known !== undefined && (await context.files.read(known.key)) !== null)
    return { key: known.key, name: known.name, thumbError: null };
  const { contentType } = await readBlob(context, original.key);
  const maker = thumbMakerOf(context.files);
  const asked = {
    size: askedSize ?? "",
    format: OUTPUT_FORMATS.find((format) => format === askedFormat) ?? null,
  };
  const thumb = requestedThumb(asked, { folder, name, contentType }, field);
  if (thumb === null) {
    const thumbError = new Error("the thumb size or the format of the original is not supported");
    return { ...original, thumbError: askedSize === undefined ? null : thumbError };
  }
  try {
    if ((await context.files.read(thumb.key)) === null) await maker.make(thumb);
    // What is asked for is the client's: long texts are not kept.
    if (askedFor.length <= MAX_KEPT_LENGTH) thumbs.set(askedFor, thumb);
    return { key: thumb.key, name: thumb.name, thumbError: null };
  } catch (thumbError) {
    context.log.warn("failed to create a thumb, the original is sent", {
      thumb: thumb.key,
      error: String(thumbError),
    });
    return { ...original, thumbError };
  }
}

async function readBlob({ files }: Context, key: string): Promise<StoredBlob> {
  const blob = await files.read(key);
  if (blob === null) throw notFound();
  return blob;
}

/** Whoever may not view the record learns nothing of its files. */
async function checkProtected(call: Call, record: RecordModel): Promise<void> {
  const { context } = call;
  const auth = await ownerOfFileToken(call);
  if (isSuperuser(auth)) return;
  const request = withRequest(call.info(), { context: "protectedFile", auth });
  const rule = record.collection.viewRule;
  if (!(await recordMatchesRule(context, record, { rule, request }))) throw notFound();
}

async function ownerOfFileToken(call: Call): Promise<RecordModel | null> {
  const token = call.info().query["token"] ?? "";
  const verified = token === "" ? null : await verifyToken(call.context, token, "file");
  if (verified === null) return null;
  const { record } = verified;
  return isAddressAllowed(call.context, record, call) ? record : null;
}
