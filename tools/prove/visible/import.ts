import { setTimeout as wait } from 'node:timers/promises';
import type { StackFile } from '../../../local/stack-file.ts';

const PAGE = 100;

/** An import as its route answers it. */
export interface Seen {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly rows: { readonly total: number; readonly done: number; readonly failed: number; readonly warnings: number };
  readonly visible: { readonly products: number; readonly of: number };
}
/** What a shopper's list shows. */
export interface Listed {
  readonly count: number;
  readonly soldOut: number;
}

/** Makes a product file: each second product has two variants, all have stock. @param word stands in every title */
export const catalogOf = (word: string, products: number): string => {
  const head =
    'Handle,Title,Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty';
  const rows = Array.from({ length: products }, (_, n) => {
    const variant = (colour: string) => `Colour,${colour},${word}-${n}-${colour},${(n % 90) + 1}.00,shopify,7`;
    const first = `${word}-${n},${word} ${n},Acme,Widget,"${word}, made",${variant('Blue')}`;
    return n % 2 === 0 ? [first, `${word}-${n},,,,,${variant('Red')}`] : [first];
  });
  return [head, ...rows.flat()].join('\n');
};

/** A stack's shop, as staff who import and shoppers who look see it. */
export const shopOf = ({ api, adminKey }: Pick<StackFile, 'api' | 'adminKey'>) => {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(`${api}${path}`, { headers, ...init });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    /** Starts an import, uploads its file and waits for its end; `tell` gets it as it goes. */
    async import(file: string, tell: (seen: Seen) => void = () => {}): Promise<Seen> {
      type Started = Seen & { readonly upload: { readonly url: string; readonly fields: Record<string, string> } };
      const body = JSON.stringify({ kind: 'products', format: 'shopify-csv' });
      const { id, upload } = await ask<Started>('/admin/imports', { method: 'POST', body });
      const form = new FormData();
      for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
      form.append('file', new Blob([file]), 'catalog.csv');
      const stored = await fetch(upload.url, { method: 'POST', body: form });
      if (!stored.ok) throw new Error(`the upload was answered ${stored.status}`);
      for (;;) {
        const seen = await ask<Seen>(`/admin/imports/${id}`);
        tell(seen);
        if (seen.status !== 'waiting' && seen.status !== 'running') return seen;
        await wait(100);
      }
    },
    /** Reads the list of a tag page by page. */
    async listed(tag: string): Promise<Listed> {
      const listed = { count: 0, soldOut: 0 };
      for (let cursor: string | null = '', more = true; more; more = cursor !== null) {
        type Page = { readonly items: { readonly available: boolean }[]; readonly nextCursor: string | null };
        const query = new URLSearchParams({ tag, limit: String(PAGE), ...(cursor ? { cursor } : {}) });
        const page: Page = await ask(`/products?${query}`);
        listed.count += page.items.length;
        listed.soldOut += page.items.filter(({ available }) => !available).length;
        cursor = page.nextCursor;
      }
      return listed;
    },
    /** How many products search finds. */
    found: async (word: string): Promise<number> =>
      (await ask<{ total: number }>(`/search?${new URLSearchParams({ q: word, limit: '1' })}`)).total,
  };
};
