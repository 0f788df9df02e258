import { useEffect, useState } from "react";
import type { ComponentType, ReactElement } from "react";
import { showToast } from "../state/toasts.ts";
import { text } from "../texts/text.ts";

interface Closable {
  readonly onClose: () => void;
}

/**
 * A dialog whose script is loaded when it is opened. Where that fails, as without a connection or after an update of the server,
 * it closes and says so, and the page below keeps what it shows: `React.lazy` would take the page down with it.
 */
export function lazyDialog<Props extends Closable>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function LazyDialog(props: Props): ReactElement | null {
    const [Shown, setShown] = useState(() => loaded);
    const { onClose } = props;
    useEffect(() => {
      if (loaded !== null) return;
      let isOver = false;
      load().then(
        (component) => {
          loaded = component;
          if (!isOver) setShown(() => component);
        },
        () => {
          if (isOver) return;
          const action = { label: text.common.reload, run: () => location.reload() };
          showToast(text.common.partFailed, { isBad: true, action });
          onClose();
        },
      );
      return () => {
        isOver = true;
      };
      // oxlint-disable-next-line react-hooks/exhaustive-deps -- another function to close it is no reason to ask again
    }, []);
    return Shown === null ? null : <Shown {...props} />;
  };
}
