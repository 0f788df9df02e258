import type { ReactElement } from "react";

const PATHS = {
  auth: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 9c0-4 3-6 7-6s7 2 7 6",
  base: "M4 7.500 12 3l8 4.500v9L12 21l-8-4.500zM4 7.500l8 4.500 8-4.500M12 12v9",
  view: "M4 5h16v14H4zM4 10h16M10 10v9",
  alert: "M12 4 2.500 20h19zM12 10v4.500M12 17.300v.2",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  calendar: "M4 6h16v14H4zM4 10.500h16M8.500 3v5M15.500 3v5",
  chart: "M4 20h16M7 16v-5M12 16V6M17 16V9",
  check: "M5 12.500 10 17.500 19.500 7",
  chevronDown: "M6 9.500l6 6 6-6",
  chevronLeft: "M14.500 6l-6 6 6 6",
  chevronRight: "M9.500 6l6 6-6 6",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.500 2",
  close: "M6 6l12 12M18 6 6 18",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  columns: "M4 5h16v14H4zM9.500 5v14M14.500 5v14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  database:
    "M12 8.500c4 0 7-1.200 7-2.750S16 3 12 3 5 4.200 5 5.750 8 8.500 12 8.500ZM5 5.750v12.500C5 19.800 8 21 12 21s7-1.200 7-2.750V5.750M5 12c0 1.550 3 2.750 7 2.750S19 13.550 19 12",
  diagram: "M3 4h7v6H3zM14 14h7v6h-7zM6.500 10v7H14",
  down: "M12 5v14M6 13l6 6 6-6",
  download: "M12 4v11M7 10.500l5 5 5-5M4 20h16",
  drag: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  edit: "M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19z",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  filter: "M4 6h16M7 12h10M10 18h4",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  key: "M14.500 14a5 5 0 1 0-4.800-3.600L3 17v4h4v-3h3v-3l1-1a5 5 0 0 0 3.500 0ZM16 8h.01",
  link: "M10 14a4 4 0 0 0 5.700 0l3.600-3.600a4 4 0 0 0-5.700-5.700L12.500 6M14 10a4 4 0 0 0-5.700 0l-3.600 3.600a4 4 0 0 0 5.700 5.700L11.500 18",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
  lock: "M5 11h14v10H5zM8 11V7.500a4 4 0 0 1 8 0V11",
  mail: "M3 5.500h18v13H3zM3.500 6.500 12 13l8.500-6.500",
  menu: "M4 6h16M4 12h16M4 18h16",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  pause: "M8 5v14M16 5v14",
  pin: "M9 4h6l-1 6 3 3.500H7L10 10zM12 13.500V21",
  play: "M7 4.500 19 12 7 19.500z",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  plus: "M12 5v14M5 12h14",
  refresh: "M20 11a8 8 0 1 0-2 6M20 5v6h-6",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l5 5",
  settings:
    "M4 7h9M19 7h1M4 17h1M11 17h9M16 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM8 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  shield: "M12 3 5 6v5.500c0 4.500 3 8 7 9.500 4-1.500 7-5 7-9.500V6z",
  signOut: "M14 4H5v16h9M10 12h10M16.500 8.500 20 12l-3.500 3.500",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500 19 19M19 5l-1.500 1.500M6.500 17.500 5 19",
  terminal: "M4 5h16v14H4zM7.500 9.500l3 2.500-3 2.500M12.500 15h4",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
  undo: "M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-2",
  up: "M12 19V5M6 11l6-6 6 6",
  upload: "M12 16V5M7 9.500l5-5 5 5M4 20h16",
};

export type IconName = keyof typeof PATHS;

/** Never the only name of a thing: beside it is a text or a label. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
