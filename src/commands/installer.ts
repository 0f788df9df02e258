import type { Context } from "../model/context.ts";

export function installerUrl(_context: Context, _url: string): Promise<string | null> {
  return Promise.resolve(null);
}
