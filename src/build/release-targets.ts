/** A machine that executables are built for. */
export interface ReleaseTarget {
  readonly name: string;
  /** Bun's name of it. */
  readonly compile: Bun.Build.CompileTarget;
  /** The npm package of Bun's runtime, and the hash that it must have: the lockfile's, which has those of the building machine only. */
  readonly runtime: string;
  readonly integrity: string;
  readonly archive: "tar.gz" | "zip";
}

/** Throws an error that names the targets that there are. */
export function releaseTarget(wanted: string): ReleaseTarget {
  const found = RELEASE_TARGETS.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new Error(`there is no target "${wanted}", but ${RELEASE_TARGETS.map(({ name }) => name).join(", ")}`);
}

/** Of all targets: what is built must be of the Bun that builds it. */
export const RUNTIME_VERSION = "1.4.5";

export const RELEASE_TARGETS: readonly ReleaseTarget[] = [
  {
    name: "linux-x64",
    compile: "bun-linux-x64",
    runtime: "@oven/bun-linux-x64",
    integrity: "sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==",
    archive: "tar.gz",
  },
  {
    // For processors from before 2013, without AVX2.
    name: "linux-x64-baseline",
    compile: "bun-linux-x64-baseline",
    runtime: "@oven/bun-linux-x64-baseline",
    integrity: "sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==",
    archive: "tar.gz",
  },
  {
    name: "linux-arm64",
    compile: "bun-linux-arm64",
    runtime: "@oven/bun-linux-aarch64",
    integrity: "sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
    archive: "tar.gz",
  },
  {
    name: "linux-x64-musl",
    compile: "bun-linux-x64-musl",
    runtime: "@oven/bun-linux-x64-musl",
    integrity: "sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==",
    archive: "tar.gz",
  },
  {
    name: "linux-arm64-musl",
    compile: "bun-linux-arm64-musl",
    runtime: "@oven/bun-linux-aarch64-musl",
    integrity: "sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==",
    archive: "tar.gz",
  },
  {
    name: "macos-x64",
    compile: "bun-darwin-x64",
    runtime: "@oven/bun-darwin-x64",
    integrity: "sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==",
    archive: "tar.gz",
  },
  {
    name: "macos-arm64",
    compile: "bun-darwin-arm64",
    runtime: "@oven/bun-darwin-aarch64",
    integrity: "sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==",
    archive: "tar.gz",
  },
  {
    name: "windows-x64",
    compile: "bun-windows-x64",
    runtime: "@oven/bun-windows-x64",
    integrity: "sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==",
    archive: "zip",
  },
  {
    name: "windows-arm64",
    compile: "bun-windows-arm64",
    runtime: "@oven/bun-windows-aarch64",
    integrity: "sha512-MiPFZnBNDnBXgr1oONc5pizC4fOLjnIOfNkYdFEnWzLmoFTg86naZIG3SvS7d/GglpQSAnCKMAzSjI/TAckiRw==",
    archive: "zip",
  },
];
