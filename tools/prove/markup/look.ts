import type { Report } from '../images/report.ts';
import { type Browser, kinds, noneSeen, type Seen } from './browser.ts';
import type { Site } from './site.ts';
import type { Source } from './sources.ts';

/** Pages that are open side by side. */
const AT_ONCE = 4;

/** Publishes payloads and looks at all that readers get of them; what was seen, by kind, with reports that the site received. */
const see = async (
  site: Site,
  browser: Browser,
  source: Source,
  payloads: readonly string[],
  note: (payload: string, seen: Seen) => void,
) => {
  const all = noneSeen();
  let opened = 0;
  const one = async (payload: string): Promise<void> => {
    for (const address of await source.publish(payload)) {
      const seen = await browser.open(address);
      opened += 1;
      note(payload, seen);
      for (const kind of kinds) all[kind].push(...seen[kind]);
    }
  };
  const ahead = payloads.values();
  const work = async (): Promise<void> => {
    for (const payload of ahead) await one(payload);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { all, opened, reports: site.reports() };
};

const counts = ({ all, opened, reports }: { all: Seen; opened: number; reports: number }): string =>
  `${opened} pages opened: ${all.dialogs.length} dialogs, ${all.requests.length} foreign requests, ${all.moves.length} pages left, ${all.violations.length} violations of the policy, ${reports} reports of them`;

/** Looks at what readers get of payloads: whatever a browser does of it is a fault. */
export const look = async (
  site: Site,
  browser: Browser,
  source: Source,
  payloads: readonly string[],
  report: Report,
): Promise<void> => {
  const seen = await see(site, browser, source, payloads, (payload, one) => {
    for (const kind of kinds) for (const what of one[kind]) report.fault(JSON.stringify(payload), `${kind}: ${what}`);
  });
  if (seen.reports > 0) report.fault(source.name, `${seen.reports} reports of violations came`);
  report.group(source.name, `${payloads.length} payloads, ${counts(seen)}`);
};

/** Holds the judge against pages without the filter: of what it looks for, each of these kinds has to be there. */
export const control = async (
  site: Site,
  browser: Browser,
  source: Source,
  payloads: readonly string[],
  expected: readonly (keyof Seen | 'reports')[],
  report: Report,
): Promise<void> => {
  const seen = await see(site, browser, source, payloads, () => undefined);
  for (const kind of expected)
    if ((kind === 'reports' ? seen.reports : seen.all[kind].length) === 0)
      report.fault(source.name, `the judge saw no ${kind}`);
  report.group(`${source.name} (control)`, `${payloads.length} payloads, ${counts(seen)}`);
};
