import { Liquid } from 'liquidjs';
import { theme } from '../system/theme.ts';

/** Characters that are parsed, milliseconds of a page, and what it may put together, about in bytes. */
const limits = { parseLimit: 500_000, renderLimit: 5_000, memoryLimit: 50_000_000 };

let made: Promise<Liquid> | undefined;

/**
 * Liquid over the repository's own templates, each compiled once. What is put out is escaped unless a template says `raw`;
 * values show their own properties alone, and a name that is not there is an error: so may templates of others be let in.
 */
const engine = (): Promise<Liquid> => {
  made ??= theme().then(
    ({ templates }) =>
      new Liquid({
        templates: { ...templates },
        relativeReference: false,
        cache: true,
        outputEscape: 'escape',
        ownPropertyOnly: true,
        strictVariables: true,
        strictFilters: true,
        ...limits,
      }),
  );
  return made;
};

/** Renders a template. @throws for a name that the template uses and the values do not have */
export const renderTemplate = async (name: string, values: object): Promise<string> =>
  (await engine()).renderFileSync(name, values);
