import type { API } from '@opensearch-project/opensearch';
import { waitToRetry } from '#lib/deadline.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import type { SearchDocument } from '../document.ts';
import type { Cluster } from './cluster.ts';
import { writeAlias } from './names.ts';
import { readState } from './state-table.ts';
import { storedDocument, tombstone } from './stored-document.ts';

/** What is to stand under an id: a document, or nothing. */
export interface Versioned {
  readonly id: string;
  readonly document: SearchDocument | undefined;
}

const ATTEMPTS = 6;
/** Documents of one request: up to about 20 KB each. */
const A_REQUEST = 100;

interface Line {
  readonly alias: string;
  readonly id: string;
  readonly source: object;
}
type Item = NonNullable<API.Bulk_ResponseBody['items'][number]['index']>;

/**
 * Stores documents, and tombstones for those that are gone, in generations, each under a version.
 *
 * Why the highest version is right, whatever order requests come in. A version is a counter that is raised BEFORE its
 * documents are read. Of two versions of a document, the higher one was raised later, and read later still; so it was read
 * after every change that the lower one can have seen, and is as new or newer. OpenSearch stores a document only when its
 * version is higher than the one that is there (`external`), so the one that stays is the one read last. A 409 says that one
 * read as late is there already, be it this very request, sent twice: that is success. What is gone leaves a tombstone
 * with its version, because a deletion is forgotten after a minute, and an older document that was on its way could return.
 *
 * @param name of the indices
 * @throws RetryableError when some were not stored after every try
 */
export const writeDocuments = async (
  cluster: Cluster,
  name: string,
  generations: readonly number[],
  version: number,
  documents: readonly Versioned[],
): Promise<void> => {
  const sources = documents.map(({ id, document }) => ({
    id,
    source: document ? storedDocument(document) : tombstone(id),
  }));
  const lines = generations.flatMap((generation) =>
    sources.map((one) => ({ ...one, alias: writeAlias(name, generation) })),
  );
  for (let from = 0; from < lines.length; from += A_REQUEST)
    await writeLines(cluster, name, version, lines.slice(from, from + A_REQUEST));
};

const writeLines = async (cluster: Cluster, name: string, version: number, lines: readonly Line[]): Promise<void> => {
  let left = lines;
  const refused: string[] = [];
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const { items } = await cluster.bulk(
      left.flatMap(({ alias, id, source }) => [
        { index: { _index: alias, _id: id, version, version_type: 'external' } },
        source,
      ]) as API.Bulk_RequestBody,
    );
    // A bulk request answers 200 whatever became of its lines; each says how it went itself.
    const verdicts = left.map((line, n) => ({ line, verdict: verdictOf(items[n]?.index) }));
    refused.push(
      ...verdicts.flatMap(({ line, verdict }) => (verdict.kind === 'refused' ? [`${line.id}: ${verdict.why}`] : [])),
    );
    const gone = verdicts.filter(({ verdict }) => verdict.kind === 'gone').map(({ line }) => line);
    if (gone.length > 0) await refuseIfNamed(name, gone);
    left = verdicts.filter(({ verdict }) => verdict.kind === 'again').map(({ line }) => line);
    if (left.length === 0) break;
    const unstored = new RetryableError(`OpenSearch stored ${lines.length - left.length} of ${lines.length} documents`);
    if (attempt >= ATTEMPTS) throw unstored;
    await waitToRetry(Math.random() * 50 * 2 ** attempt, unstored);
  }
  // The others are stored; trying again does not help these.
  if (refused.length > 0)
    throw new Error(`OpenSearch refuses ${refused.length} documents: ${refused.slice(0, 5).join('; ')}`);
};

type Verdict = { readonly kind: 'stored' | 'again' | 'gone' } | { readonly kind: 'refused'; readonly why: string };

const verdictOf = (item: Item | undefined): Verdict => {
  // Without an answer nothing is known: the same again is 409 when it was stored.
  if (!item) return { kind: 'again' };
  const { status, error } = item;
  if (status < 300 || status === 409) return { kind: 'stored' };
  if (status === 429 || status >= 500) return { kind: 'again' };
  if (status === 404) return { kind: 'gone' };
  return { kind: 'refused', why: `${status} ${error?.type} ${error?.reason ?? ''}` };
};

/**
 * A generation that is not there was deleted after its successor was switched to, which was read later than what was to be
 * written here. One that is still named is missing.
 */
const refuseIfNamed = async (name: string, lines: readonly Line[]): Promise<void> => {
  const { current, next } = await readState(name);
  const named = new Set(
    [current, next?.generation].flatMap((one) => (one === undefined ? [] : [writeAlias(name, one)])),
  );
  const missing = lines.find(({ alias }) => named.has(alias));
  if (missing) throw new Error(`the index behind ${missing.alias} is not there; rebuild the search`);
};
