import { Type, type Static } from "@sinclair/typebox";

/** A filter, an order and a choice of columns of a collection's table, under a name. All superusers share them. */
export const SavedView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    filter: Type.String({ maxLength: 3500 }),
    sort: Type.String({ maxLength: 500 }),
    hidden: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 500, description: "Columns that are not shown" }),
  },
  { $id: "SavedView" },
);

export type SavedView = Static<typeof SavedView>;

export const SavedViews = Type.Object({ views: Type.Array(SavedView) });
