/** They need a server of their own: life-cycle.test.ts has their cases. */
export const LIFE_CYCLE_HOOKS = ["onBootstrap", "onServe", "onTerminate", "onBackupRestore"] as const;
