/** The server's end of a WebSocket connection, as far as this project uses it (Bun's `ServerWebSocket` is one). */
export interface ServerSocket {
  /** The bytes sent; 0: dropped, the connection is ending; -1: queued, the client does not read. */
  sendText(text: string): number;
  /** Bytes that wait for the client to read. */
  getBufferedAmount(): number;
  /** Collects what `work` sends into one write. */
  cork(work: () => void): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** What a WebSocket connection tells its owner. */
export interface SocketHandlers {
  open(socket: ServerSocket): void;
  message(socket: ServerSocket, message: string | Uint8Array): void;
  /** The client reads again. */
  drain(socket: ServerSocket): void;
  close(socket: ServerSocket): void;
}
