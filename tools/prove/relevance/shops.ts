/** The shops that are judged: the demo's, a German and a Japanese one of our own writing, and a folder of the reader's. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { documentOf, type JudgedProduct, type JudgedShop, judgedQueries, rowsOf, shopFile } from './judged-shop.ts';

const judged = (name: string, language: string, products: readonly JudgedProduct[]): JudgedShop => ({
  name,
  language,
  documents: products.map(documentOf),
  queries: judgedQueries(shopFile(`${name}.judged.csv`), new Set(products.map(({ id }) => id))),
});

const words = (text = ''): string[] => text.split(/,\s*/).filter(Boolean);
const plain = (html = ''): string => html.replace(/<[^>]+>/g, ' ').trim();

/** The demo shop, from the file that it imports: what is on sale, a row a variant. */
export const demoShop = (): JudgedShop => {
  const catalog = readFileSync(join(import.meta.dirname, '../../../local/demo-catalog.csv'), 'utf8');
  const variants = Object.groupBy(rowsOf(catalog), (row) => row['URL handle'] ?? '');
  const products = Object.entries(variants).flatMap(([id, rows = []]): JudgedProduct[] => {
    const [first = {}] = rows;
    if (first['Status'] !== 'active') return [];
    const options: Record<string, string[]> = {};
    for (const n of [1, 2, 3]) {
      const name = first[`Option${n} name`];
      const values = new Set(rows.flatMap((row) => row[`Option${n} value`] || []));
      if (name && name !== 'Title') options[name] = [...values];
    }
    return [
      {
        id,
        language: 'en',
        title: first['Title'] ?? '',
        vendor: first['Vendor'],
        type: first['Type'],
        tags: words(first['Tags']),
        skus: rows.flatMap((row) => [row['SKU'] ?? '', row['Barcode'] ?? '']).filter(Boolean),
        options,
        description: plain(first['Description']),
        price: Math.round(Number(first['Price']) * 100),
      },
    ];
  });
  return judged('demo', 'en', products);
};

const written = (name: string, language: string): JudgedShop =>
  judged(
    name,
    language,
    rowsOf(shopFile(`${name}.csv`)).map(
      ({ slug = '', title = '', vendor, type, tags, skus, options = '', description }) => ({
        id: slug,
        language,
        title,
        vendor,
        type,
        tags: words(tags),
        skus: (skus ?? '').split(' ').filter(Boolean),
        options: Object.fromEntries(
          options
            .split(';')
            .filter(Boolean)
            .map((option) => option.split(':'))
            .map(([option = '', values = '']) => [option, values.split('/')]),
        ),
        description,
      }),
    ),
  );

export const germanShop = (): JudgedShop => written('german', 'de');
export const japaneseShop = (): JudgedShop => written('japanese', 'ja');
/** Our own 100 queries. */
export const ownShops = (): JudgedShop[] => [demoShop(), germanShop(), japaneseShop()];

/** A product of a judged folder; its attributes are named by their kind, `attr_t_…` for a text. */
interface FolderProduct extends Record<'id' | 'title', string> {
  readonly vendor?: string;
  readonly type?: string;
  readonly description?: string;
  readonly price?: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a folder of judged products that is not the project's: `products.jsonl.gz`, and `judgments*.csv` with
 * `query,productId,grade`. Attributes are those that are texts, as values of metadata are.
 */
export const folderShop = (folder: string): JudgedShop => {
  const lines = gunzipSync(readFileSync(join(folder, 'products.jsonl.gz')))
    .toString('utf8')
    .split('\n')
    .filter(Boolean);
  const documents = lines.map((line) => {
    const { id, title, vendor, type, description, price, attributes = {} } = JSON.parse(line) as FolderProduct;
    const texts = Object.entries(attributes).flatMap(([name, value]) =>
      name.startsWith('attr_t_') ? [String(value)] : [],
    );
    return documentOf({
      id,
      language: 'en',
      title,
      vendor,
      type,
      description,
      attributes: texts,
      ...(price ? { price } : {}),
    });
  });
  const rows = globSync('judgments*.csv', { cwd: folder }).flatMap((file) =>
    rowsOf(readFileSync(join(folder, file), 'utf8')),
  );
  const queries = Object.entries(Object.groupBy(rows, ({ query = '' }) => query)).map(([query, judgments = []]) => ({
    kind: 'judged',
    query,
    grades: new Map(judgments.map(({ productId = '', grade }) => [productId, Number(grade)])),
  }));
  return { name: 'judged folder', language: 'en', documents, queries };
};
