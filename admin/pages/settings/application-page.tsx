import { useEffect, useId } from "react";
import type { ReactElement } from "react";
import { Field, TextField } from "../../components/field.tsx";
import { Switch } from "../../components/inputs.tsx";
import { setAccent } from "../../state/accent.ts";
import { text } from "../../texts/text.ts";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import type { SettingsForm } from "./use-settings-form.ts";

const COLORS = ["#1055c9", "#6d4bd8", "#0f7b6c", "#2b7a1f", "#b4480b", "#c02667", "#475569"];

export function ApplicationPage(): ReactElement {
  const words = text.application;
  return (
    <SettingsFormPage title={words.title} sections={["meta"]}>
      {(form) => {
        const { meta } = form.values;
        const set = (part: Partial<typeof meta>): void => form.change({ meta: { ...meta, ...part } });
        return (
          <>
            <SettingsBox title={words.identity}>
              <div className="pair">
                <TextField
                  label={words.name}
                  error={form.errors["meta.appName"]}
                  value={meta.appName}
                  onChange={(appName) => set({ appName })}
                />
                <TextField
                  label={words.url}
                  hint={words.urlHint}
                  error={form.errors["meta.appURL"]}
                  value={meta.appURL}
                  onChange={(appURL) => set({ appURL })}
                />
              </div>
            </SettingsBox>
            <SettingsBox title={words.look}>
              <AccentField form={form} onChange={(accentColor) => set({ accentColor })} />
              <Switch
                label={words.hideControls}
                hint={words.hideControlsHint}
                value={meta.hideControls}
                onChange={(hideControls) => set({ hideControls })}
              />
            </SettingsBox>
          </>
        );
      }}
    </SettingsFormPage>
  );
}

/** The whole dashboard shows the colour while it is chosen. */
function AccentField({ form, onChange }: { form: SettingsForm; onChange: (color: string) => void }): ReactElement {
  const { accentColor } = form.values.meta;
  const savedColor = form.saved.meta.accentColor;
  const name = useId();
  useEffect(() => {
    setAccent(accentColor);
    return () => setAccent(savedColor);
  }, [accentColor, savedColor]);
  return (
    <>
      <Field label={text.application.accent} isGroup>
        {() => (
          <div className="row swatches">
            {COLORS.map((color) => (
              <label key={color} className="swatch" data-tooltip={color}>
                <input
                  type="radio"
                  name={name}
                  aria-label={color}
                  checked={accentColor.toLowerCase() === color}
                  onChange={() => onChange(color)}
                />
                <svg viewBox="0 0 20 20" aria-hidden="true">
                  <circle cx="10" cy="10" r="10" fill={color} />
                </svg>
              </label>
            ))}
          </div>
        )}
      </Field>
      <Field
        label={text.application.accentCustom}
        hint={text.application.accentHint}
        error={form.errors["meta.accentColor"]}
      >
        {(described) => (
          <div className="row nowrap accent-custom">
            <input
              type="color"
              className="input color"
              aria-label={text.application.accentPick}
              value={/^#[0-9a-f]{6}$/i.test(accentColor) ? accentColor : "#1055c9"}
              onChange={(event) => onChange(event.target.value)}
            />
            <input
              {...described}
              className="input code"
              autoComplete="off"
              spellCheck={false}
              value={accentColor}
              onChange={(event) => onChange(event.target.value)}
            />
          </div>
        )}
      </Field>
    </>
  );
}
