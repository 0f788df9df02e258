export interface Load {
  readonly connections: number;
  readonly seconds: number;
}

/** Requests a second of connections that ask for the same again and again. They count bytes, and parse just the first answer. */
export async function download(url: URL, { connections, seconds }: Load): Promise<number> {
  const request = `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`;
  const endsAt = performance.now() + seconds * 1000;
  let count = 0;
  const run = (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let expected = 0;
    let received = 0;
    let head = "";
    void Bun.connect({
      hostname: url.hostname,
      port: Number(url.port),
      socket: {
        open: (socket) => void socket.write(request),
        data(socket, data) {
          if (expected === 0) {
            head += data.toString("latin1");
            expected = answerBytes(head);
          }
          received += data.byteLength;
          if (expected === 0 || received < expected) return;
          received -= expected;
          count += 1;
          if (performance.now() < endsAt) socket.write(request);
          else socket.end();
        },
        close: () => resolve(),
        error: (_, error) => reject(error),
      },
    });
    return promise;
  };
  await Promise.all(Array.from({ length: connections }, run));
  return count / seconds;
}

/** 0 while the head is not there yet. */
function answerBytes(text: string): number {
  const headBytes = text.indexOf("\r\n\r\n") + 4;
  if (headBytes < 4) return 0;
  const [, length] = /content-length: (\d+)/i.exec(text) ?? [];
  if (!text.startsWith("HTTP/1.1 200") || length === undefined) throw new Error(`unexpected answer: ${text}`);
  return headBytes + Number(length);
}
