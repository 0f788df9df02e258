import {
  MAX_MESSAGE_BYTES,
  REQUEST_BURST,
  REQUEST_BYTE_BURST,
  REQUEST_BYTES_PER_SECOND,
  REQUESTS_PER_SECOND,
} from "../../../lib/realtime-limits.ts";

/** What one WebSocket client may do. */
export const LIMITS = {
  messageBytes: MAX_MESSAGE_BYTES,
  requestsPerSecond: REQUESTS_PER_SECOND,
  requestBurst: REQUEST_BURST,
  bytesPerSecond: REQUEST_BYTES_PER_SECOND,
  byteBurst: REQUEST_BYTE_BURST,
  /** So many requests above the rate end the connection. */
  excessRequests: 500,
  waitingRequests: 1000,
  channels: 100,
  stateBytes: 4 * 1024,
  queuedMessages: 4096,
  queuedBytes: 4 * 1024 * 1024,
  /** Messages wait here instead of in the socket once so much of it is unread. */
  socketBytes: 256 * 1024,
} as const;
