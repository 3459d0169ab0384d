import { defineRefusal } from '#lib/problem.ts';

export const TooManySearchRules = defineRefusal(
  'too-many-search-rules',
  422,
  'There are as many sets of synonyms, or pins, as there may be.',
);
export const PricesBackwards = defineRefusal(
  'prices-backwards',
  422,
  'The highest price of the range is below the lowest.',
);
