import { useEffect, useState } from "react";
import type { ReactElement } from "react";

type Pieces = readonly { readonly text: string; readonly look: string }[];

/** Code to read. It has its colours once what knows the language is loaded. */
export function Highlighted({ code, isColoured }: { code: string; isColoured: boolean }): ReactElement {
  const [pieces, setPieces] = useState<Pieces | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setPieces(null);
    if (isColoured) {
      import("./pieces-of-code.ts").then(
        ({ piecesOfCode }) => isCurrent && setPieces(piecesOfCode(code)),
        // Without the connection it has none.
        () => undefined,
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [code, isColoured]);
  return (
    <code>
      {pieces === null
        ? code
        : pieces.map(({ text, look }, index) => (
            <span key={index} className={look}>
              {text}
            </span>
          ))}
    </code>
  );
}
