import { randomUUID } from 'node:crypto';
import { clusterAt } from '../../../functions/search/opensearch/cluster.ts';
import { indexBody } from '../../../functions/search/opensearch/index-body.ts';
import { indexName, writeAlias } from '../../../functions/search/opensearch/names.ts';
import { searcherOf } from '../../../functions/search/opensearch/searcher.ts';
import { writeDocuments } from '../../../functions/search/opensearch/write-documents.ts';
import { startOpenSearchDouble } from '../../../test/support/opensearch-double/server.ts';
import type { IndexOf } from './measure.ts';

/** The double goes through all documents, on a machine that may be busy. */
const A_MINUTE_MS = 60_000;

/**
 * OpenSearch’s engine, on the cluster at OPENSEARCH_ENDPOINT, else on its double, which scores as Lucene does but for its
 * rounding; documents are sent as the engine sends them.
 */
export const opensearch: IndexOf = async (documents) => {
  const endpoint = process.env['OPENSEARCH_ENDPOINT'];
  const double = endpoint ? undefined : await startOpenSearchDouble();
  const cluster = clusterAt(endpoint ?? double?.base ?? '', { tries: 2, ms: A_MINUTE_MS });
  const name = `floodgate-relevance-${randomUUID()}`;
  const index = indexName(name, 1);
  await cluster.createIndex(index, indexBody(1, writeAlias(name, 1)));
  for (let from = 0; from < documents.length; from += 100) {
    const some = documents.slice(from, from + 100).map((document) => ({ id: document.id, document }));
    await writeDocuments(cluster, name, [1], 1, some);
  }
  await cluster.refresh(index);
  return {
    searcher: searcherOf(cluster, index),
    close: async () => {
      await cluster.deleteIndex(index);
      await cluster.close();
      await double?.close();
    },
  };
};
