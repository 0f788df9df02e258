/** What the SDK calls in place of `fetch`. */
type Fetch = (url: RequestInfo | URL, config?: RequestInit) => Promise<Response>;

/** A `fetch` that tells how much of the body was sent, from 0 to 1: the browser's own does not say. */
export function fetchWithProgress(onProgress: (part: number) => void): Fetch {
  return (url, config = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(config.method ?? "GET", url instanceof Request ? url.url : String(url));
      for (const [name, value] of new Headers(config.headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
        if (lengthComputable && total > 0) onProgress(loaded / total);
      };
      request.onload = () => resolve(new Response(request.responseText || null, { status: request.status }));
      request.onerror = () => reject(new TypeError("the connection was lost"));
      request.onabort = () => reject(new DOMException("aborted", "AbortError"));
      config.signal?.addEventListener("abort", () => request.abort());
      request.send((config.body ?? null) as XMLHttpRequestBodyInit | null);
    });
}
