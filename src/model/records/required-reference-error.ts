/** A deletion that another record stands in the way of, which has a required relation to the deleted one: the client's mistake. */
export class RequiredReferenceError extends Error {}
