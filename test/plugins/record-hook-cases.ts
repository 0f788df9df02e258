import { decodeJwt } from "../../src/lib/jwt.ts";
import { type Case, has, isFailed, isRefused, isTeapot, json, TEAPOT } from "./hook-case.ts";

const RETITLE = `e.record.title = "changed";`;
const isRetitled = has("title", "changed");

export const RECORD_CASES: readonly Case[] = [
  {
    hooks: [
      "onRecordCreateRequest",
      "onRecordCreate",
      "onRecordCreateExecute",
      "onRecordValidate",
      "onModelCreate",
      "onModelCreateExecute",
      "onModelValidate",
    ],
    act: (world) => world.post("collections/notes/records", { title: "before" }),
    stopped: isRefused,
    change: RETITLE,
    changed: isRetitled,
  },
  {
    hooks: ["onRecordAfterCreateSuccess", "onModelAfterCreateSuccess"],
    act: (world) => world.post("collections/notes/records", { title: "before" }),
    stopped: isRefused,
    change: RETITLE,
    changed: isRetitled,
  },
  {
    hooks: ["onRecordAfterCreateError", "onModelAfterCreateError"],
    act: (world) => world.post("collections/notes/records", { title: "" }),
    stopped: isFailed,
    change: `if (e.error.errors.title.code === "validation_required") throw new baobox.ApiError(418, "a teapot");`,
    changed: isTeapot,
  },
  {
    hooks: [
      "onRecordUpdateRequest",
      "onRecordUpdate",
      "onRecordUpdateExecute",
      "onModelUpdate",
      "onModelUpdateExecute",
    ],
    act: async (world) => world.send("PATCH", `collections/notes/records/${(await world.note()).id}`, { title: "new" }),
    stopped: isRefused,
    change: `if (e.kind === "record" || e.original.title === "before") e.record.title = "changed";`,
    changed: isRetitled,
  },
  {
    hooks: ["onRecordAfterUpdateSuccess", "onModelAfterUpdateSuccess"],
    act: async (world) => world.send("PATCH", `collections/notes/records/${(await world.note()).id}`, { title: "new" }),
    stopped: isRefused,
    change: RETITLE,
    changed: isRetitled,
  },
  {
    hooks: ["onRecordAfterUpdateError", "onModelAfterUpdateError"],
    act: async (world) => world.send("PATCH", `collections/notes/records/${(await world.note()).id}`, { title: "" }),
    stopped: isFailed,
    change: `if (e.error.errors.title.code === "validation_required") throw new baobox.ApiError(418, "a teapot");`,
    changed: isTeapot,
  },
  {
    hooks: [
      "onRecordDeleteRequest",
      "onRecordDelete",
      "onRecordDeleteExecute",
      "onModelDelete",
      "onModelDeleteExecute",
    ],
    act: async (world) => world.send("DELETE", `collections/notes/records/${(await world.note()).id}`),
    stopped: isRefused,
    change: TEAPOT,
    changed: isTeapot,
  },
  {
    hooks: ["onRecordAfterDeleteSuccess", "onModelAfterDeleteSuccess"],
    act: async (world) => {
      await world.send("DELETE", `collections/notes/records/${(await world.note()).id}`);
      return { titles: world.probe.log.filter((line) => line.startsWith("deleted")) };
    },
    change: `probe.log.push("deleted " + e.record.title);`,
    changed: (result) => Bun.deepEquals(result, { titles: ["deleted before"] }),
  },
  {
    hooks: ["onRecordAfterDeleteError", "onModelAfterDeleteError"],
    // The last superuser can't be deleted.
    act: async (world) => {
      const { id } = decodeJwt(world.superuser) ?? {};
      await world.app.context.database.run(`DELETE FROM "_superusers" WHERE id <> ?`, [String(id)]);
      return world.send("DELETE", `collections/_superusers/records/${String(id)}`);
    },
    stopped: isFailed,
    change: `if (e.error.message.includes("existing superuser")) throw new baobox.ApiError(418, "a teapot");`,
    changed: isTeapot,
  },
  {
    hooks: ["onRecordEnrich"],
    // Superusers see what handlers hid.
    act: async (world) => world.asGuest("GET", `collections/notes/records/${(await world.note()).id}`),
    stopped: isRefused,
    change: `e.hide("file"); e.extend({ extra: e.record.title });`,
    changed: (result) => json(result)["extra"] === "before" && !("file" in json(result)),
  },
  {
    hooks: ["onRecordViewRequest"],
    act: async (world) => world.send("GET", `collections/notes/records/${(await world.note()).id}`),
    stopped: isRefused,
    change: RETITLE,
    changed: isRetitled,
  },
  {
    hooks: ["onRecordsListRequest"],
    act: async (world) => {
      await world.note();
      return world.send("GET", "collections/notes/records");
    },
    stopped: isRefused,
    change: `e.records = e.records.slice(0, 1); e.records[0].title = "first"; e.result.totalItems = 7;`,
    changed: (result) => json(result)["totalItems"] === 7 && (json(result)["items"] as unknown[]).length === 1,
  },
];
