/** Apart from the protocol, so that the client comes without its schemas. */

/** What one message of a WebSocket client may have, in UTF-8. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** What a client may send on average, and at once. */
export const REQUESTS_PER_SECOND = 50;
export const REQUEST_BURST = 200;
/** The same for the bytes of its requests: a burst may consist of the largest messages. */
export const REQUEST_BYTES_PER_SECOND = 1024 * 1024;
export const REQUEST_BYTE_BURST = REQUEST_BURST * MAX_MESSAGE_BYTES;
