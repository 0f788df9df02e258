/** What a route of a collection that is not there is answered with. */
export const NO_COLLECTION = "Missing or invalid collection context.";
