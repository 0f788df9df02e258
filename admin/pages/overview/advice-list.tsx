import type { ReactElement } from "react";
import type { Advice } from "../../api/overview.ts";
import { Icon } from "../../components/icon.tsx";
import { collectionHash } from "../../state/route.ts";
import { text } from "../../texts/text.ts";

/** Where each is put right. */
const PLACES: Readonly<Record<string, string>> = {
  noBackup: "#/settings/backups",
  noBackupSchedule: "#/settings/backups",
  mailOff: "#/settings/mail",
  localAppUrl: "#/settings/application",
  rateLimitsOff: "#/settings/rate-limits",
  logsOff: "#/settings/logs",
  slowQueries: "#/overview/queries",
};

/** What should be looked at, each with a link to the page where it is put right. */
export function AdviceList({ advice }: { advice: readonly Advice[] }): ReactElement | null {
  const words = text.overview;
  if (advice.length === 0) return null;
  return (
    <section className="overview-part" aria-label={words.advice}>
      <h2>{words.advice}</h2>
      <ul className="box entries">
        {advice.map((one) => (
          <li key={`${one.code} ${one.collection ?? ""}`} className="entry advice">
            <Icon name="alert" />
            <span className="entry-text">{textOf(one)}</span>
            <a className="button small" href={placeOf(one)}>
              {words.toPlace}
              <span className="hidden-visually">: {textOf(one)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function placeOf({ code, collection }: Advice): string {
  if (collection === undefined) return PLACES[code] ?? "#/settings";
  return `${collectionHash({ id: collection, name: collection })}/edit`;
}

/** A server that is newer may give advice that this page has no words for. */
function textOf({ code, collection = "", rules = [], count = 0 }: Advice): string {
  const { openRule, ruleNames, adviceTexts, slowQueries } = text.overview;
  if (code === "slowQueries") return slowQueries(count);
  if (code === "openRule")
    return openRule(
      collection,
      rules.map((rule) => ruleNames[rule] ?? rule),
    );
  return adviceTexts[code] ?? code;
}
