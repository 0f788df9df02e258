/** What the API's description says of parameters, fields and answers, in German by the server's English. */
export const details: Readonly<Record<string, string>> = {
  "The name or id of the collection": "Name oder Id der Collection",
  "Which fields to answer, such as `*,expand.author.name,text:excerpt(200,true)`":
    "Welche Felder geliefert werden, etwa `*,expand.author.name,text:excerpt(200,true)`",
  "The answer": "Die Antwort",
  "Baobox's own, on PostgreSQL. It is answered when the index is made; records may be written meanwhile.":
    "Eigen von Baobox, mit PostgreSQL. Die Antwort kommt, wenn der Index angelegt ist; Datensätze lassen sich währenddessen schreiben.",
  "One that holds a single text": "Eines, das einen einzelnen Text enthält",
  "Not there, or not to be seen by the client": "Nicht vorhanden, oder für den Client nicht sichtbar",
  "Where the collection asks for two factors, the first is answered with 401 and an `mfaId`.":
    "Verlangt die Collection zwei Faktoren, wird der erste mit 401 und einer `mfaId` beantwortet.",
  "Relations to answer the records of, such as `author,comments_via_post.author`":
    "Relationen, deren Datensätze mitgeliefert werden, etwa `author,comments_via_post.author`",
  "The value of one of the identity fields, such as the email":
    "Der Wert eines der Identitätsfelder, etwa der E-Mail-Adresse",
  "Which field it is; all are tried otherwise": "Welches Feld es ist; sonst werden alle probiert",
  "That of the first factor, when this is the second": "Die des ersten Faktors, wenn dies der zweite ist",
  "The provider's data, after a sign-in with OAuth2": "Die Daten des Anbieters, nach einer Anmeldung mit OAuth2",
  "What was sent is not valid": "Was geschickt wurde, ist ungültig",
  "Nobody is signed in, or a second factor is asked for": "Niemand ist angemeldet, oder ein zweiter Faktor ist nötig",
  "The client may not do that": "Der Client darf das nicht",
  "Values for the account that a first visit makes": "Werte für das Konto, das beim ersten Besuch entsteht",
  "Browsers come here from the provider and are sent on to the dashboard.":
    "Browser kommen vom Anbieter hierher und werden zum Dashboard weitergeschickt.",
  Done: "Erledigt",
  "Too many requests": "Zu viele Anfragen",
  "The token of the mail": "Das Token aus der Mail",
  "In seconds": "In Sekunden",
  "The file token of a superuser": "Das Datei-Token eines Superusers",
  "The answer comes before the server exchanges its data, which ends all connections.":
    "Die Antwort kommt, bevor der Server seine Daten austauscht; das beendet alle Verbindungen.",
  "`PUT` on the records of a collection upserts. Files are sent as `requests.N.field` of a form whose `@jsonPayload` is the JSON.":
    "`PUT` auf die Datensätze einer Collection ändert oder erstellt. Dateien werden als `requests.N.field` eines Formulars geschickt, dessen `@jsonPayload` das JSON ist.",
  "Fields, each with `-` before it for the other direction, or `@random`":
    "Felder, für die andere Richtung jeweils mit `-` davor, oder `@random`",
  "A condition, such as `title ~ 'a' && created > @yesterday`":
    "Eine Bedingung, etwa `title ~ 'a' && created > @yesterday`",
  "Does without the totals, which are -1 then": "Verzichtet auf die Gesamtzahlen, die dann -1 sind",
  "Deletes collections and fields that are not in the list, with their data":
    "Löscht Collections und Felder, die nicht in der Liste stehen, mit ihren Daten",
  "Another answer": "Eine andere Antwort",
  "Baobox's own: waits for the job and answers its outcome.":
    "Nur in Baobox: wartet auf den Job und liefert sein Ergebnis.",
  "A size that the field allows, such as `100x100` or `0x300`":
    "Eine Größe, die das Feld erlaubt, etwa `100x100` oder `0x300`",
  "Anything makes browsers store the file": "Irgendein Wert lässt Browser die Datei speichern",
  "A file token, for protected files": "Ein Datei-Token, für geschützte Dateien",
  "Baobox's own. At most 20,000 counts, the latest ones, are answered.":
    "Nur in Baobox. Höchstens die neuesten 20.000 Zählungen werden geliefert.",
  "Files are sent as a form, whose `@jsonPayload` may hold all other values as JSON.":
    "Dateien werden als Formular geschickt, dessen `@jsonPayload` alle anderen Werte als JSON enthalten kann.",
  "Keys with `+` or `-` add to a value or take from it.":
    "Schlüssel mit `+` oder `-` fügen einem Wert etwas hinzu oder nehmen etwas weg.",
  "Baobox's own. The 200 largest groups are answered.": "Nur in Baobox. Geliefert werden die 200 größten Gruppen.",
  "The field whose values make the groups": "Das Feld, dessen Werte die Gruppen bilden",
  "A number field": "Ein Zahlenfeld",
  "Baobox's own. Nothing is changed: what is asked about is an account or a guest, a request and a record.":
    "Nur in Baobox. Nichts wird geändert: gefragt wird nach einem Konto oder Gast, einer Anfrage und einem Datensatz.",
  "The id of the record that is asked about": "Die Id des Datensatzes, nach dem gefragt wird",
  "The account that asks; a guest without it": "Das Konto, das fragt; ohne es ein Gast",
  "Rules to ask in the place of those of the collection": "Regeln, die an Stelle derer der Collection gefragt werden",
  "Null without a record to ask about": "Null ohne einen Datensatz, nach dem gefragt wird",
  "superuser, locked, open, invalid, rule or noRecord": "superuser, locked, open, invalid, rule oder noRecord",
  "What a client would be answered": "Was einem Client geantwortet würde",
  "What is wrong with a rule that can't be used": "Was an einer unbrauchbaren Regel falsch ist",
  "The parts of the rule: whether each holds, whether it decides, and its values":
    "Die Teile der Regel: ob jeder zutrifft, ob er entscheidet, und seine Werte",
  "How many records of all a list has": "Wie viele Datensätze von allen eine Liste enthält",
  "Baobox's own: the dashboard shows them above the table of the collection.":
    "Nur in Baobox: das Dashboard zeigt sie über der Tabelle der Collection.",
  "Passwords and secrets are never answered.": "Passwörter und Geheimnisse werden nie geliefert.",
  "Whose template: an auth collection, else _superusers": "Wessen Vorlage: eine Auth-Collection, sonst _superusers",
  "In milliseconds": "In Millisekunden",
  "Baobox's own. A page may have fewer files than its limit; the last one has `next: null`.":
    "Nur in Baobox. Eine Seite kann weniger Dateien haben als ihr Limit; die letzte hat `next: null`.",
  "The id of a collection, or a folder within it": "Die Id einer Collection oder ein Ordner darin",
  "`next` of the page before": "`next` der Seite davor",
  "Of thumbs that of the original": "Bei Vorschaubildern der des Originals",
  "Why it belongs to no record: noCollection, noRecord or noValue. Null in the first hour.":
    "Warum sie zu keinem Datensatz gehört: noCollection, noRecord oder noValue. Null in der ersten Stunde.",
  "Each is checked again: files with an owner, and those of the last hour, stay.":
    "Jede wird noch einmal geprüft: Dateien mit Besitzer und solche der letzten Stunde bleiben.",
  "owned, new, missing or failed": "owned, new, missing oder failed",
  "The first event, `PB_CONNECT`, contains the `clientId` for setting subscriptions.":
    "Das erste Ereignis, `PB_CONNECT`, enthält die `clientId` zum Setzen der Abonnements.",
  "The messages are described in docs/websocket.md.": "Die Nachrichten sind in docs/websocket.md beschrieben.",
  "With `record`: the clients of one account": "Mit `record`: die Clients eines Kontos",
  "sse or websocket": "sse oder websocket",
  "The first 50": "Die ersten 50",
  "Baobox's own. Requests are counted since the server's start, those of the last day at most.":
    "Nur in Baobox. Anfragen werden seit dem Start des Servers gezählt, höchstens die des letzten Tages.",
  "The version of PocketBase whose behaviour this has": "Die Version von PocketBase, deren Verhalten dies hat",
  "Statuses from 400 to 499": "Status von 400 bis 499",
  "Statuses from 500 on": "Status ab 500",
  "Of the last hour": "Der letzten Stunde",
  "Bytes by the name of the file": "Bytes nach dem Namen der Datei",
  "False where there are more files than were measured.": "False, wenn es mehr Dateien gibt, als gemessen wurden.",
  "Null where it belongs to no collection": "Null, wenn sie zu keiner Collection gehört",
  "Baobox's own. The token of BAOBOX_METRICS_TOKEN reads it too. With several workers the figures are those of all of them. Counts begin with the start of each process.":
    "Nur in Baobox. Auch das Token aus BAOBOX_METRICS_TOKEN liest es. Mit mehreren Workern sind es die Zahlen aller zusammen. Gezählt wird ab dem Start jedes Prozesses.",
  "The passphrase or private key of an encrypted backup. Default: that of the environment":
    "Die Passphrase oder der private Schlüssel eines verschlüsselten Backups. Standard: der aus der Umgebung",
  "Of all files once they are extracted": "Aller Dateien, wenn sie entpackt sind",
  "Without any, the backup can be restored": "Ohne eines lässt sich das Backup wiederherstellen",
  "Baobox's own. Of all workers together. No value that a client sent is kept.":
    "Nur in Baobox. Aller Worker zusammen. Kein Wert, den ein Client geschickt hat, wird behalten.",
  "Where the database can't tell": "Wo die Datenbank es nicht sagen kann",
  'Since when indexes are watched; "" for not yet': 'Seit wann Indizes beobachtet werden; "" für noch nicht',
  'Since when one of the indexes is watched; "" where there are none':
    'Seit wann einer der Indizes beobachtet wird; "", wenn es keine gibt',
  "The five that took most in all": "Die fünf, die zusammen am meisten gebraucht haben",
  "list, count, view, check (of a rule), or sql for other statements":
    "list, count, view, check (einer Regel) oder sql für andere Anweisungen",
  "With ? for each value": "Mit ? für jeden Wert",
  "The most rows that it may step through": "Durch wie viele Zeilen sie höchstens geht",
  "Those that it used": "Die, die sie nutzte",
  "Whether it uses other indexes now than when this was counted":
    "Ob sie jetzt andere Indizes nutzt als zur Zeit der Zählung",
  "It reads every row, sorts all that match, or builds an index of its own at each run":
    "Sie liest jede Zeile, sortiert alle passenden oder baut bei jedem Lauf einen eigenen Index",
  "Why no index helps": "Warum kein Index hilft",
  "Names of the proposed indexes that would help it": "Namen der vorgeschlagenen Indizes, die ihr helfen würden",
  "The statement for the collection's indexes": "Die Anweisung für die Indizes der Collection",
  Estimated: "Geschätzt",
  "How many rows share the values that are compared for equality, estimated":
    "Wie viele Zeilen sich die Werte teilen, die auf Gleichheit verglichen werden, geschätzt",
  "The ids of those that it helps": "Die Ids derer, denen er hilft",
  "Baobox's own.": "Nur in Baobox.",
  "Errors by field: each has a code and a message, those of nested values nest.":
    "Fehler nach Feld: jeder hat einen Code und eine Meldung, die verschachtelter Werte sind verschachtelt.",
  "Related records by the paths of `expand`": "Verbundene Datensätze nach den Pfaden von `expand`",
  "The fields of the collection": "Die Felder der Collection",
  "With the options of its type": "Mit den Optionen seines Typs",
  "Auth collections have the options of signing in besides":
    "Auth-Collections haben außerdem die Optionen der Anmeldung",
  'Who may list records: null superusers only, "" everyone':
    'Wer Datensätze auflisten darf: null nur Superuser, "" alle',
  'Who may see a record: null superusers only, "" everyone':
    'Wer einen Datensatz sehen darf: null nur Superuser, "" alle',
  'Who may create records: null superusers only, "" everyone':
    'Wer Datensätze erstellen darf: null nur Superuser, "" alle',
  'Who may update records: null superusers only, "" everyone':
    'Wer Datensätze ändern darf: null nur Superuser, "" alle',
  'Who may delete records: null superusers only, "" everyone':
    'Wer Datensätze löschen darf: null nur Superuser, "" alle',
  "Of views": "Von Views",
  "What became of a collection of before PocketBase v0.23":
    "Was aus einer Collection aus der Zeit vor PocketBase v0.23 wurde",
  "-4 debug, 0 info, 4 warning, 8 error": "-4 Debug, 0 Info, 4 Warnung, 8 Fehler",
  "Columns that are not shown": "Spalten, die nicht gezeigt werden",
  "The token of a sign-in": "Das Token einer Anmeldung",
};
