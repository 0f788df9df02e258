import type { ReactElement } from "react";

/** What went wrong, said at once to screen readers too. Nothing without a message. */
export function Alert({ message }: { message: string | undefined }): ReactElement | null {
  if (message === undefined) return null;
  return (
    <p className="notice bad" role="alert">
      {message}
    </p>
  );
}
