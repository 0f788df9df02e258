import type { RouteDescription } from "../../model/route-description.ts";
import { SavedView, SavedViews } from "./saved-view.ts";

const details = "Baobox's own: the dashboard shows them above the table of the collection.";

/** What the document of the API says of the routes of saved views. */
export const savedViewsApi = {
  list: { id: "listSavedViews", summary: "Lists the saved views of a collection", details, answer: SavedViews },
  save: {
    id: "saveView",
    summary: "Saves a view of a collection, in the place of one with the same name",
    details,
    body: SavedView,
    answer: SavedViews,
    errors: [400],
  },
  delete: { id: "deleteSavedView", summary: "Deletes a saved view", details, answer: SavedViews },
} satisfies Record<string, RouteDescription>;
