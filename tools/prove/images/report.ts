/** Collects what was counted and what was wrong. */
export interface Report {
  /** Says what is worked now. */
  progress(what: string): void;
  /** Says what a group counted, in one line. */
  group(name: string, counted: string): void;
  /** Notes a fault: which file or rendition, what was found and what expected. */
  fault(where: string, what: string): void;
}

const SHOWN_EACH = 4;

/** Writes groups as they end, and progress beside them; faults are written at the end of their group. */
export const reportTo = (say: (line: string) => void, tell: (text: string) => void) => {
  let faults: { where: string; what: string }[] = [];
  let all = 0;
  const report: Report = {
    progress: (what) => tell(`${what}\n`),
    fault: (where, what) => void faults.push({ where, what }),
    group: (name, counted) => {
      const right = faults.length === 0;
      say(`${right ? '✓' : '✗'} ${name}: ${counted}${right ? '' : `; ${faults.length} faults`}`);
      for (const [where, those] of Object.entries(Object.groupBy(faults, (one) => one.where))) {
        for (const { what } of those?.slice(0, SHOWN_EACH) ?? []) say(`  ${where}: ${what}`);
        if (those && those.length > SHOWN_EACH) say(`  ${where}: and ${those.length - SHOWN_EACH} more`);
      }
      all += faults.length;
      faults = [];
    },
  };
  return { report, faults: () => all };
};
