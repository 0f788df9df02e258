/** What one message of a WebSocket client may have, in UTF-8. Apart from the protocol, so that the client comes without its schemas. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
