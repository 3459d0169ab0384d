import { MAX_SHARDS } from '../../../functions/inventory/counters/stock.ts';
import { tool } from '../../../local/command-line/tool.ts';
import { folderName, listOf, whole } from '../../../local/command-line/values.ts';

/** Describes `npm run flash-sale` and its options. */
export const saleCommand = () =>
  tool(
    'flash-sale',
    'Sells the last units of one product to far too many people, through HTTP on a stack of its own, once for each number ' +
      'of shards, and says whether every promise was kept. Writes a report with pictures. Exit code 1 when one was not.',
  )
    .option('--buyers <count>', 'how many people come', whole(), 10_000)
    .option('--units <count>', 'how many units there are', whole(), 1000)
    .option('--shards <list>', 'over how many counters the units are spread', listOf(whole(1, MAX_SHARDS)), [1, 8, 64])
    .option('--at-once <count>', 'how many are in the shop at the same moment', whole(1, 1000), 96)
    .option('--out <folder>', 'where the report goes', folderName, 'reports/flash-sale');

export type Options = ReturnType<ReturnType<typeof saleCommand>['opts']>;
