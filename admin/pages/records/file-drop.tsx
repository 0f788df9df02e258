import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "../../components/icon.tsx";

interface FileDropProps {
  readonly label: string;
  readonly accept: string;
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}

/** A file by choosing or by dropping it. */
export function FileDrop({ label, accept, onFile, children }: FileDropProps): ReactElement {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file !== undefined) onFile(file);
  };
  return (
    <label
      className={isOver ? "file-drop over" : "file-drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <input
        type="file"
        className="hidden-visually"
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      <Icon name="upload" />
      <strong>{label}</strong>
      <span className="hint">{children}</span>
    </label>
  );
}
