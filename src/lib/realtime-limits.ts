/** Apart from the protocol, so that the client comes without its schemas. */

/** What one message of a WebSocket client may have, in UTF-8. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** What a client may send on average, and at once. */
export const REQUESTS_PER_SECOND = 50;
export const REQUEST_BURST = 200;
