/** How collections are sent. Set by the module of collections, which needs that of fields itself. */
export const drafts = {
  of: (_collection: unknown): unknown => null,
};
