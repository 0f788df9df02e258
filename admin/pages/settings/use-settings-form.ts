import { useEffect, useState } from "react";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { fetchSecretsSet, fetchSettings, saveSettings } from "../../api/settings.ts";
import type { SecretsSet, Settings } from "../../api/settings.ts";
import { useTask } from "../../api/use-task.ts";
import type { Task } from "../../api/use-task.ts";
import { useShortcuts } from "../../state/shortcuts.ts";
import { useUnsavedGuard } from "../../state/unsaved.ts";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { changedPart } from "./changes.ts";

interface Loaded {
  readonly saved: Settings;
  readonly secrets: SecretsSet;
}

/** The settings while they are edited. */
export interface SettingsForm {
  readonly values: Settings;
  /** As the server has them. */
  readonly saved: Settings;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly change: (part: Partial<Settings>) => void;
  /** What the server said of a value at the last attempt to save, by its path such as `smtp.host`. */
  readonly errors: Readonly<Record<string, string>>;
  readonly isSecretSet: (path: string) => boolean;
}

interface SettingsEditing {
  /** Null until the settings are loaded. */
  readonly form: SettingsForm | null;
  readonly loading: Task;
  readonly saving: Task;
  readonly load: () => void;
  readonly save: () => void;
  readonly reset: () => void;
}

/** Loads the settings, and saves what was changed of them. What is typed survives an error. */
export function useSettingsForm(): SettingsEditing {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [values, setValues] = useState<Settings | null>(null);
  const [loading, saving] = [useTask(), useTask()];
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const changes = loaded === null || values === null ? undefined : changedPart(loaded.saved, values);
  useUnsavedGuard(changes !== undefined);
  const load = (): void =>
    void loading.run(async () => {
      const [saved, secrets] = await Promise.all([fetchSettings(), fetchSecretsSet()]);
      setLoaded({ saved, secrets });
      setValues(saved);
    });
  useWhenOpened(load);
  useEffect(() => setErrors(saving.problem?.fields ?? {}), [saving.problem]);
  const save = (): void => {
    if (changes === undefined) return;
    void saving.run(async () => {
      const saved = await saveSettings(changes as object);
      setLoaded({ saved, secrets: await fetchSecretsSet() });
      // What was typed meanwhile is there to be saved next.
      setValues((now) => (now === values ? saved : now));
      showToast(text.settings.saved);
    });
  };
  const reset = (): void => {
    setValues(loaded?.saved ?? null);
    setErrors({});
  };
  useSaveKey(save);
  const form: SettingsForm | null =
    loaded === null || values === null
      ? null
      : {
          values,
          saved: loaded.saved,
          isChanged: changes !== undefined,
          isSaving: saving.isRunning,
          change: (part) => setValues({ ...values, ...part }),
          errors,
          isSecretSet: (path) => loaded.secrets[path] === true,
        };
  return { form, loading, saving, load, save, reset };
}

/** Ctrl/Cmd+S saves, wherever the focus is on the page. */
export function useSaveKey(save: () => void): void {
  useShortcuts([{ keys: ["Mod", "S"], label: text.settings.save, run: save }]);
}
