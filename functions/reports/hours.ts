/**
 * Hours of the shop's calendar, `2026-11-27T13`: texts in the order of time. Where the clocks go back an hour counts
 * double, where they go forward one stays empty; a report is right about both.
 */
export type Hour = string;

export const dayOf = (hour: Hour): string => hour.slice(0, 'YYYY-MM-DD'.length);
/** `13` */
export const hourOfDay = (hour: Hour): string => hour.slice(-2);
export const firstHourOf = (day: string): Hour => `${day}T00`;
export const lastHourOf = (day: string): Hour => `${day}T23`;

const HOUR_MS = 3_600_000;

const shifted = (hour: Hour, hours: number): Hour =>
  new Date(Date.parse(`${hour}:00Z`) + hours * HOUR_MS).toISOString().slice(0, 13);

/** The hour after this one, by the calendar. */
export const nextHour = (hour: Hour): Hour => shifted(hour, 1);

/** The hours of [from, through) are rolled up; before and after, rows are read. */
export interface Mark {
  readonly from: Hour;
  readonly through: Hour;
}

/** How a report reads one day. */
export interface DayPlan {
  /** Whether any hour of the day is read as sums. */
  readonly summed: boolean;
  /** Tells an hour that is read as sums. */
  readonly takes: (hour: Hour) => boolean;
  /** Ranges of hours, both ends included, that are read as rows. */
  readonly open: readonly (readonly [Hour, Hour])[];
}

/**
 * Decides which hours of a day are read as sums and which as rows.
 * @param late hours that got a row after they were rolled up
 */
export const planOf = (day: string, mark: Mark | undefined, late: readonly Hour[]): DayPlan => {
  const [first, last] = [firstHourOf(day), lastHourOf(day)];
  const { from, through } = mark ?? { from: first, through: first };
  const rolled = (hour: Hour): boolean => hour >= from && hour < through;
  if (through <= first || from > last || from >= through)
    return { summed: false, takes: () => false, open: [[first, last]] };
  const unsure = new Set(late.filter((hour) => dayOf(hour) === day && rolled(hour)));
  const open: [Hour, Hour][] = [...unsure].map((hour) => [hour, hour]);
  if (from > first) open.push([first, shifted(from, -1)]);
  if (through <= last) open.push([through, last]);
  return { summed: true, takes: (hour) => rolled(hour) && !unsure.has(hour), open };
};

const hourFormats = new Map<string, Intl.DateTimeFormat>();

/** The hour `YYYY-MM-DDTHH` of a moment in an IANA time zone; an hour that the clocks repeat is one. */
export const hourIn = (timeZone: string, ms: number): string => {
  const format =
    hourFormats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
  hourFormats.set(timeZone, format);
  return format.format(new Date(ms)).replace(' ', 'T');
};
