import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { createProduct } from '../../product/change-product.ts';
import { Product } from '../../product/product.ts';
import { NewProduct } from '../../product/product-input.ts';
import { ofProduct, SlugMissing } from '../../refusals.ts';

/** Creates a product with its variants; a second one with the same slug is refused. */
export const contract = {
  method: 'POST',
  path: '/admin/products',
  call: 'admin.products.create',
  access: 'staff:catalog',
  summary: 'Creates a product; its slug, made of the title unless named, must be free.',
  body: NewProduct,
  maxBytes: 300_000,
  idempotent: true,
  refuses: [...ofProduct, SlugMissing],
  returns: { 201: Product },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('catalog', async ({ body, now }) => {
    const product = await createProduct(body, now);
    return created(`/admin/products/${product.id}`, product);
  }),
);
