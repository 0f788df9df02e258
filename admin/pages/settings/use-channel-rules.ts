import { useState } from "react";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import type { Task } from "../../api/use-task.ts";
import { showToast } from "../../state/toasts.ts";
import { useUnsavedGuard } from "../../state/unsaved.ts";
import { text } from "../../texts/text.ts";
import type { ChannelRule } from "./channel-rule-box.tsx";
import { useSaveKey } from "./use-settings-form.ts";

const PATH = "/api/realtime/channels";

interface Rules {
  readonly rules: readonly ChannelRule[];
}

interface ChannelRulesEditing extends Rules {
  /** As the server has them; null until they are loaded. */
  readonly saved: readonly ChannelRule[] | null;
  readonly setRules: (rules: readonly ChannelRule[]) => void;
  readonly isChanged: boolean;
  readonly loading: Task;
  readonly saving: Task;
  readonly load: () => void;
  readonly save: () => void;
}

/** The rules while they are edited. The server replaces all of them at once. */
export function useChannelRules(): ChannelRulesEditing {
  const [saved, setSaved] = useState<readonly ChannelRule[] | null>(null);
  const [rules, setRules] = useState<readonly ChannelRule[]>([]);
  const [loading, saving] = [useTask(), useTask()];
  const isChanged = saved !== null && JSON.stringify(saved) !== JSON.stringify(rules);
  useUnsavedGuard(isChanged);
  const keep = (answer: Rules): void => {
    setSaved(answer.rules);
    setRules(answer.rules);
  };
  const load = (): void => void loading.run(async () => keep(await client.send<Rules>(PATH, { method: "GET" })));
  useWhenOpened(load);
  const save = (): void => {
    if (!isChanged) return;
    void saving.run(async () => {
      keep(await client.send<Rules>(PATH, { method: "PUT", body: { rules } }));
      showToast(text.settings.saved);
    });
  };
  useSaveKey(save);
  return { saved, rules, setRules, isChanged, loading, saving, load, save };
}
