import type { ReactElement } from "react";
import { type Advice, createSearchIndex } from "../../api/overview.ts";
import { useTask } from "../../api/use-task.ts";
import { Icon } from "../../components/icon.tsx";
import { collectionHash } from "../../state/route.ts";
import { formatNumber } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

/** Where each is put right. */
const PLACES: Readonly<Record<string, string>> = {
  noBackup: "#/settings/backups",
  noBackupSchedule: "#/settings/backups",
  mailOff: "#/settings/mail",
  localAppUrl: "#/settings/application",
  rateLimitsOff: "#/settings/rate-limits",
  logsOff: "#/settings/logs",
  untrustedProxy: "#/settings/proxy",
  slowQueries: "#/overview/queries",
};

interface AdviceListProps {
  readonly advice: readonly Advice[];
  readonly onChanged: () => void;
}

/** What should be looked at, each with a link to the page where it is put right. */
export function AdviceList({ advice, onChanged }: AdviceListProps): ReactElement | null {
  const words = text.overview;
  if (advice.length === 0) return null;
  return (
    <section className="overview-part" aria-label={words.advice}>
      <h2>{words.advice}</h2>
      <ul className="box entries">
        {advice.map((one) => (
          <li key={`${one.code} ${one.collection ?? ""} ${one.field ?? ""}`} className="entry advice">
            <Icon name="alert" />
            <span className="entry-text">{textOf(one)}</span>
            {one.code === "slowSearch" ? (
              <IndexButton advice={one} onCreated={onChanged} />
            ) : (
              <a className="button small" href={placeOf(one)}>
                {words.toPlace}
                <span className="hidden-visually">: {textOf(one)}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Makes the index at once: no page has more to say of it. */
function IndexButton({ advice, onCreated }: { advice: Advice; onCreated: () => void }): ReactElement {
  const words = text.overview;
  const { collection = "", field = "" } = advice;
  const { isRunning, problem, run } = useTask();
  const create = (): void =>
    void run(async () => {
      await createSearchIndex(collection, field);
      onCreated();
    });
  return (
    <>
      {problem === null ? null : (
        <span className="error" role="alert">
          {problem.message}
        </span>
      )}
      <button type="button" className="button small" disabled={isRunning} aria-busy={isRunning} onClick={create}>
        {isRunning ? words.creatingIndex : words.createIndex}
        <span className="hidden-visually">: {textOf(advice)}</span>
      </button>
    </>
  );
}

function placeOf({ code, collection }: Advice): string {
  if (collection === undefined) return PLACES[code] ?? "#/settings";
  return `${collectionHash({ id: collection, name: collection })}/edit`;
}

/** A server that is newer may give advice that this page has no words for. */
function textOf({ code, collection = "", rules = [], header = "", count = 0, field = "", rows = 0 }: Advice): string {
  const { openRule, ruleNames, adviceTexts, untrustedProxy, slowQueries, slowSearch } = text.overview;
  if (code === "untrustedProxy") return untrustedProxy(header);
  if (code === "slowQueries") return slowQueries(count);
  if (code === "slowSearch") return slowSearch(`${collection}.${field}`, formatNumber(rows));
  if (code === "openRule")
    return openRule(
      collection,
      rules.map((rule) => ruleNames[rule] ?? rule),
    );
  return adviceTexts[code] ?? code;
}
