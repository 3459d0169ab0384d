/**
 * `npm run search-conformance`: what every engine behind the port of search must answer, asked of both: of the embedded one,
 * and of OpenSearch at OPENSEARCH_ENDPOINT, or of a double of it; then histories of changes and rebuilds through a cluster
 * that loses, repeats and reorders requests. Exit code 1 when one of them answers otherwise.
 */
import { read, tool } from '../../local/command-line/tool.ts';
import { whole } from '../../local/command-line/values.ts';
import { run } from './test/test-command.ts';

const { seeds } = read(
  tool(
    'search-conformance',
    'Asks one suite of both engines of search. OPENSEARCH_ENDPOINT names a cluster in place of its double.',
  ).option('--seeds <count>', 'histories through a cluster that fails, against the double', whole(1, 10_000), 50),
).opts();

const endpoint = process.env['OPENSEARCH_ENDPOINT'];
process.stdout.write(
  endpoint
    ? `OpenSearch at ${new URL(endpoint).host}\n`
    : 'OpenSearch’s double: what a real cluster answers is unseen; OPENSEARCH_ENDPOINT names one\n',
);
process.env['SEEDS'] = String(seeds);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project=integration', '--project=unit', '--reporter=dot'];
process.exitCode = await run(process.execPath, [
  ...vitest,
  'functions/search/conformance',
  'functions/search/opensearch',
]);
