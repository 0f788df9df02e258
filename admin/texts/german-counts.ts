const number = new Intl.NumberFormat("de");

export const count = (value: number): string => number.format(value);

/** Such as "1 Datensatz" and "12 Datensätze". */
export const of = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

export const records = (value: number): string => of(value, "Datensatz", "Datensätze");
