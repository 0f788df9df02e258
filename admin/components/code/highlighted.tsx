import { useEffect, useState } from "react";
import type { ReactElement } from "react";

interface Coloured {
  readonly code: string;
  readonly pieces: readonly { readonly text: string; readonly look: string }[];
}

/** Code to read. It has its colours once what knows the language is loaded. */
export function Highlighted({ code, isColoured }: { code: string; isColoured: boolean }): ReactElement {
  const [coloured, setColoured] = useState<Coloured | null>(null);
  useEffect(() => {
    if (!isColoured) return;
    import("./pieces-of-code.ts").then(
      ({ piecesOfCode }) => setColoured({ code, pieces: piecesOfCode(code) }),
      // Without the connection it has none.
      () => undefined,
    );
  }, [code, isColoured]);
  // What comes late is of another code.
  if (coloured?.code !== code) return <code>{code}</code>;
  return (
    <code>
      {coloured.pieces.map(({ text, look }, index) => (
        <span key={index} className={look}>
          {text}
        </span>
      ))}
    </code>
  );
}
