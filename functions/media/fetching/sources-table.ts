import { sha256 } from '#lib/id.ts';
import { batchGet, type Key, put, type Ref, remove, tableOf, type Write, writeIf } from '#lib/table.ts';

/** `source#<hash of an address>` / `source`: the one medium of an address, whoever names it. */
const table = tableOf('media');
const sourceKey = (address: string): Key => ({ pk: `source#${sha256(address)}`, sk: 'source' });
const sourceAt = (address: string): Ref => ({ table, key: sourceKey(address) });

/** Reads which media up to 100 addresses have, in one call, in the order asked. */
export const mediaOfSources = async (addresses: readonly string[]): Promise<(string | undefined)[]> =>
  addresses.length === 0
    ? []
    : (await batchGet(addresses.map(sourceAt), { consistent: true })).map((item) => item && String(item['mediaId']));

/** Gives an address its medium, in the place of the one that it had. Refused when it has another by now. */
export const sourceWrite = (address: string, mediaId: string, before: string | undefined): Write =>
  put(
    table,
    { ...sourceKey(address), type: 'source', mediaId },
    before === undefined ? { if: 'attribute_not_exists(pk)' } : { if: '#mediaId = :before', values: { before } },
  );

/** Forgets the address of a medium that is gone, unless it has another by now. */
export const forgetSource = async (address: string, mediaId: string): Promise<void> => {
  await writeIf(remove(table, sourceKey(address), { if: '#mediaId = :mediaId', values: { mediaId } }));
};
