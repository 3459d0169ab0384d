import { Option } from '@commander-js/extra-typings';
import { tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { edgeNames } from '../edges/edges.ts';
import { defects } from './defects.ts';

/** Describes `npm run readers` and its options. */
export const readersCommand = () =>
  tool(
    'readers',
    'Reads articles through an edge, on a stack of its own, and judges by what readers received and by the origin’s access ' +
      'lines: one fetch for all readers, and with --flip that everything changes at one instant. Exit code 1 when a bound ' +
      'is broken.',
  )
    .addOption(
      new Option(
        '--edge <name>',
        'the local one, Debian’s Varnish in its place (apt-get install varnish), or two local ones in a row',
      )
        .choices(edgeNames)
        .default('local' as const),
    )
    .option('--tiers <count>', '2 is --edge two', whole(1, 2), 1)
    .option('--rate <count>', 'requests a second, all objects together', whole(1, 5000), 400)
    .option('--seconds <count>', 'how long', whole(1, 3600), 60)
    .option('--objects <count>', 'how many pages and answers of the API are read', whole(1, 1000), 20)
    .option(
      '--rounds <count>',
      'of the cached page beside a bare server, 3 s each; 0 leaves that out',
      whole(0, 100),
      7,
    )
    .option('--flip', 'home, five articles, one that goes and a price list change at one second', false)
    .option('--seeds <count>', 'with --flip: how many times', whole(1, 1000), 20)
    .option('--seed <number>', 'with --flip: the first one; the same number is the same plan', whole(1), 1)
    .option('--products <count>', 'with --flip: how many the price list has', whole(10, 10_000), 200)
    .option('--lead <seconds>', 'with --flip: how far ahead the change is told', whole(15, 3600), 40)
    .addOption(
      new Option('--defect <name>', 'with --flip: plants a defect, which must be found').choices(Object.keys(defects)),
    );

export type Options = ReturnType<ReturnType<typeof readersCommand>['opts']>;
