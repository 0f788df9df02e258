import { expect, test } from "bun:test";
import { fieldIcon } from "../../admin/pages/records/field-icon.ts";
import { settingsGroups } from "../../admin/pages/settings/settings-groups.ts";

const TYPES = "autodate bool date editor email file geoPoint json number password relation select text url".split(" ");

test("each type of field has an icon of its own, and the id too", () => {
  const icons = ["id", ...TYPES].map((type) => fieldIcon({ name: type === "id" ? "id" : "", type }));
  expect(new Set(icons).size).toBe(icons.length);
});

test("each page of the settings has an icon of its own, which stands for nothing else", () => {
  const icons = settingsGroups.flatMap(({ entries }) => entries.map(({ icon }) => icon));
  expect(icons.filter((icon, index) => icons.indexOf(icon) !== index)).toEqual([]);
  const others = [
    "sliders",
    "database",
    "external",
    ...["file", "json", "select"].map((type) => fieldIcon({ name: "", type })),
  ];
  expect(icons.filter((icon) => others.includes(icon))).toEqual([]);
});
