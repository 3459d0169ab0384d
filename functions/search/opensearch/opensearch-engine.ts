import { nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import type { SearchEngine } from '../engine.ts';
import { askedAt, noteProgress } from '../generations/rebuild.ts';
import { settings } from '../settings.ts';
import { type Cluster, clusterAt } from './cluster.ts';
import { searchAlias } from './names.ts';
import { maintain, type Requests } from './rebuild.ts';
import { searcherOf } from './searcher.ts';
import { raiseVersion } from './state-table.ts';
import { writeDocuments } from './write-documents.ts';

/** How long answers may be kept: what was taken in is found a second later, by the refresh of its index. */
const FRESH_MS = 1500;

/** Which cluster, under which beginning of names, in how many shards. */
interface Options {
  readonly cluster: Cluster;
  readonly name: string;
  readonly shards: number;
  /** Who asks for a generation to be made anew, and is told how far it is. */
  readonly requests?: Requests;
}

/**
 * Search engine for a catalog that outgrows one file: an index for each generation in OpenSearch, made anew beside the one
 * that is searched, and an item in search's table that counts versions. A query is one to three requests.
 */
export const engineOf = ({ cluster, name, shards, requests }: Options): SearchEngine => ({
  async take(asked, read) {
    const ids = [...new Set(asked)];
    if (ids.length === 0) return;
    const { version, current, next } = await raiseVersion(name);
    const generations = [current, next?.generation].filter((one) => one !== undefined);
    // Before the first generation there is nothing to write to: it reads everything when it is made.
    if (generations.length === 0) return;
    const found = await read(ids);
    await writeDocuments(
      cluster,
      name,
      generations,
      version,
      ids.map((id, n) => ({ id, document: found[n] })),
    );
  },
  async current() {
    // Nothing tells when another's change was refreshed; so what is kept of answers is kept for a moment only.
    return { generation: `${Math.floor(nowMs() / FRESH_MS)}`, ...searcherOf(cluster, searchAlias(name)) };
  },
  maintain: (sources, options) => maintain({ cluster, name, shards, requests }, sources, options),
});

let shared: SearchEngine | undefined;
/** The engine of the stage, made at the first use. @throws Error without the address of a cluster */
export const openSearchEngine = (): SearchEngine => {
  if (shared) return shared;
  const { OPENSEARCH_ENDPOINT: endpoint, OPENSEARCH_SHARDS: shards } = settings();
  if (endpoint === undefined) throw new Error('OPENSEARCH_ENDPOINT is missing');
  const requests = { askedAt, noteProgress };
  shared = engineOf({ cluster: clusterAt(endpoint), name: `floodgate-${env().STAGE}`, shards, requests });
  return shared;
};
