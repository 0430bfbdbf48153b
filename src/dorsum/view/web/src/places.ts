/** Places where it can hurt, as they are selected and told; `pain:` alone asks where. */

export const ASK_WHERE = "pain:";
export const UNITS = { d: "days", w: "weeks", m: "months", y: "years" } as const;
export type Unit = keyof typeof UNITS;

export const isPain = (selected: string): boolean => selected.startsWith(ASK_WHERE);
export const placeOf = (selected: string): string => selected.slice(ASK_WHERE.length);

/** A time such as `5w`; empty where it is none. */
export const timeIn = (text: string): string =>
  (/^\d+(\.\d+)?[dwmy]$/.test(text) && parseFloat(text) > 0 ? text : "");
