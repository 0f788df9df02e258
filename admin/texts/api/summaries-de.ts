/** Names of groups and routes of the API in German, by what the server calls them. */
export const summaries: Readonly<Record<string, string>> = {
  "Sign-in to any collection": "Anmeldung an beliebigen Collections",
  Backups: "Backups",
  Batch: "Batch",
  Collections: "Collections",
  "Cron jobs": "Cron-Jobs",
  Files: "Dateien",
  Health: "Zustand",
  Logs: "Logs",
  "Records of any collection": "Datensätze beliebiger Collections",
  "Saved views": "Gespeicherte Ansichten",
  Settings: "Einstellungen",
  SQL: "SQL",
  "Stored files": "Gespeicherte Dateien",
  Realtime: "Echtzeit",
  Overview: "Übersicht",
  Metrics: "Metriken",
  "Slow queries": "Langsame Abfragen",
  "Search indexes": "Suchindexe",
  Plugins: "Plugins",
  "Hook files": "Hook-Dateien",
  OpenAPI: "OpenAPI",
  "Lists the ways to sign in": "Listet die Anmeldewege auf",
  "Signs in with a password": "Meldet mit einem Passwort an",
  "Returns a new token and the signed-in record": "Liefert ein neues Token und den angemeldeten Datensatz",
  "Signs in with the code of an OAuth2 provider": "Meldet mit dem Code eines OAuth2-Anbieters an",
  "Ends a sign-in with OAuth2": "Schließt eine Anmeldung mit OAuth2 ab",
  "Ends a sign-in with OAuth2 of a provider that sends a form":
    "Schließt eine Anmeldung mit OAuth2 ab, deren Anbieter ein Formular schickt",
  "Mails a one-time password": "Mailt ein Einmalpasswort",
  "Signs in with a one-time password": "Meldet mit einem Einmalpasswort an",
  "Mails a link to set a new password": "Mailt einen Link, um ein neues Passwort zu setzen",
  "Sets a new password": "Setzt ein neues Passwort",
  "Mails a link to prove one's email": "Mailt einen Link, um die E-Mail-Adresse zu bestätigen",
  "Proves an email": "Bestätigt eine E-Mail-Adresse",
  "Mails a link to a new email": "Mailt einen Link an eine neue E-Mail-Adresse",
  "Takes over a new email": "Übernimmt eine neue E-Mail-Adresse",
  "Creates a token for another account, which can't be refreshed":
    "Erstellt ein Token für ein anderes Konto, das sich nicht erneuern lässt",
  "Lists the backups": "Listet die Backups auf",
  "Creates a backup and answers when it is done": "Erstellt ein Backup und antwortet, wenn es fertig ist",
  "Adds a backup that was made elsewhere": "Fügt ein Backup hinzu, das anderswo erstellt wurde",
  "Downloads a backup": "Lädt ein Backup herunter",
  "Deletes a backup": "Löscht ein Backup",
  "Replaces all data with a backup": "Ersetzt alle Daten durch ein Backup",
  "Creates, updates, upserts and deletes records in one transaction: all or none":
    "Erstellt, ändert, ersetzt und löscht Datensätze in einer Transaktion: alle oder keinen",
  "Lists the collections": "Listet die Collections auf",
  "Creates a collection with its table or view": "Erstellt eine Collection mit ihrer Tabelle oder View",
  "Creates and updates collections: all or none": "Erstellt und ändert Collections: alle oder keine",
  "Shows collections of before PocketBase v0.23 in today's form, as an import takes them":
    "Zeigt Collections aus der Zeit vor PocketBase v0.23 in heutiger Form, wie ein Import sie nimmt",
  "Shows what new collections of each type start as": "Zeigt, womit neue Collections jedes Typs beginnen",
  "Lists the providers of OAuth2 to choose from": "Listet die wählbaren OAuth2-Anbieter auf",
  "Shows the fields and some rows that a view with the query would have":
    "Zeigt die Felder und einige Zeilen, die eine View mit der Abfrage hätte",
  "Says what a save of the collection would find wrong, and changes nothing":
    "Sagt, was beim Speichern der Collection falsch wäre, und ändert nichts",
  "Shows a collection": "Zeigt eine Collection",
  "Changes a collection; options that are left out keep their values":
    "Ändert eine Collection; weggelassene Optionen behalten ihre Werte",
  "Deletes a collection with its records": "Löscht eine Collection mit ihren Datensätzen",
  "Deletes all records of a collection": "Löscht alle Datensätze einer Collection",
  "Lists the cron jobs": "Listet die Cron-Jobs auf",
  "Starts a cron job now": "Startet einen Cron-Job sofort",
  "Makes a short-lived token for the addresses of protected files":
    "Erstellt ein kurzlebiges Token für die Adressen geschützter Dateien",
  "Downloads a file of a record, or a thumb of it": "Lädt eine Datei eines Datensatzes oder ihr Vorschaubild herunter",
  "Whether the server works, with the status 503 once it is about to stop; superusers also learn how it is reached":
    "Ob der Server arbeitet, mit dem Status 503, sobald er bald endet; Superuser erfahren auch, wie er erreicht wird",
  "Lists log entries": "Listet Logeinträge auf",
  "Deletes all log entries, as in PocketBase 0.40": "Löscht alle Logeinträge, wie in PocketBase 0.40",
  "Counts log entries by the hour; with an interval, by that and the level":
    "Zählt Logeinträge je Stunde; mit einem Intervall je Intervall und Stufe",
  "Shows a log entry": "Zeigt einen Logeintrag",
  "Lists the records that the client may see": "Listet die Datensätze auf, die der Client sehen darf",
  "Creates a record": "Erstellt einen Datensatz",
  "Shows a record": "Zeigt einen Datensatz",
  "Changes a record; fields that are left out keep their values":
    "Ändert einen Datensatz; weggelassene Felder behalten ihre Werte",
  "Deletes a record with its files": "Löscht einen Datensatz mit seinen Dateien",
  "Counts records by the values of a field, and sums up another one":
    "Zählt Datensätze nach den Werten eines Felds und summiert ein anderes",
  "Says what a client may do with the records of a collection, and which part of each rule decides it":
    "Sagt, was ein Client mit den Datensätzen einer Collection darf und welcher Teil jeder Regel es entscheidet",
  "Lists the saved views of a collection": "Listet die gespeicherten Ansichten einer Collection auf",
  "Saves a view of a collection, in the place of one with the same name":
    "Speichert eine Ansicht einer Collection, an Stelle einer mit demselben Namen",
  "Deletes a saved view": "Löscht eine gespeicherte Ansicht",
  "Shows the settings": "Zeigt die Einstellungen",
  "Changes settings; those that are left out keep their values":
    "Ändert Einstellungen; weggelassene behalten ihre Werte",
  "Shows which passwords and secrets of the settings are set":
    "Zeigt, welche Passwörter und Geheimnisse der Einstellungen gesetzt sind",
  "Sends a mail of a template as a test": "Schickt zur Probe eine Mail nach einer Vorlage",
  "Tries the bucket of the settings": "Probiert den Bucket der Einstellungen aus",
  "Makes the client secret for sign-in with Apple of a developer's key":
    "Erstellt aus dem Schlüssel eines Entwicklers das Client Secret für die Anmeldung mit Apple",
  "Runs SQL statements and answers the rows of the last one":
    "Führt SQL aus und liefert die Zeilen der letzten Anweisung",
  "Lists the files that are stored, on the disk or in the bucket, page by page":
    "Listet die gespeicherten Dateien auf Platte oder im Bucket seitenweise auf",
  "Deletes stored files that belong to no record": "Löscht gespeicherte Dateien, die zu keinem Datensatz gehören",
  "Opens a stream of server-sent events": "Öffnet einen Strom von Server-Sent Events",
  "Replaces the subscriptions of a stream and signs it in": "Ersetzt die Abonnements eines Stroms und meldet ihn an",
  "Opens a WebSocket with snapshots, catching up, channels and presence":
    "Öffnet einen WebSocket mit Snapshots, Nachholen, Channels und Anwesenheit",
  "Lists the connected clients, 500 at most, with what they subscribed to":
    "Listet die verbundenen Clients, höchstens 500, mit ihren Abonnements auf",
  "Ends the connection of a client, which may connect anew":
    "Beendet die Verbindung eines Clients, der sich neu verbinden kann",
  "Shows the channel rules": "Zeigt die Channel-Regeln",
  "Replaces the channel rules": "Ersetzt die Channel-Regeln",
  "How the server is: requests, sizes, counts, jobs, backups and advice":
    "Wie es dem Server geht: Anfragen, Größen, Anzahlen, Jobs, Backups und Hinweise",
  "Requests, database, caches, realtime, jobs, mails, files, backups and processes in Prometheus' text form":
    "Anfragen, Datenbank, Caches, Echtzeit, Jobs, Mails, Dateien, Backups und Prozesse in der Textform von Prometheus",
  "Reads a backup to its end and opens its databases, and says whether it can be restored":
    "Liest ein Backup bis zum Ende, öffnet seine Datenbanken und sagt, ob es sich wiederherstellen lässt",
  "The slowest queries, the indexes that would help them, and those that no query used":
    "Die langsamsten Abfragen, die Indizes, die ihnen helfen würden, und die, die keine Abfrage nutzte",
  "Makes an index by which searches find a text anywhere in a field":
    "Legt einen Index an, mit dem Suchen einen Text überall in einem Feld finden",
  "Forgets what queries took so far": "Vergisst, was Abfragen bisher gebraucht haben",
  "Lists the plugins with what they registered and their errors":
    "Listet die Plugins mit ihren Registrierungen und Fehlern auf",
  "Reloads a plugin": "Lädt ein Plugin neu",
  "Lists PocketBase's hook files, what they registered and what went wrong":
    "Listet PocketBases Hook-Dateien mit ihren Registrierungen und Fehlern auf",
  "The client of the WebSocket, a module for browsers": "Der Client des WebSockets, ein Modul für Browser",
  "The source map of the client": "Die Source Map des Clients",
  "The TypeScript types of the client": "Die TypeScript-Typen des Clients",
  "This document": "Dieses Dokument",
  "Sends a browser to the page that shows this document": "Schickt einen Browser zur Seite, die dieses Dokument zeigt",
};
