/** The last step to the format of v0.23, on which all later ones build. */
export const LAST_OF_V023 = "1717233559_v0.23_migrate4.go";
export const AUTH_ALERT_TEMPLATES = "1763020353_update_default_auth_alert_templates.go";
export const NORMALIZE_INDEXES = "1778828400_normalize_indexes.go";

/** PocketBase's own entries of `_migrations` in a directory made by v0.39, in the order of application. */
export const systemMigrations: readonly string[] = [
  "1640988000_aux_init.go",
  "1640988000_init.go",
  "1717233556_v0.23_migrate.go",
  "1717233557_v0.23_migrate2.go",
  "1717233558_v0.23_migrate3.go",
  LAST_OF_V023,
  AUTH_ALERT_TEMPLATES,
  NORMALIZE_INDEXES,
];
