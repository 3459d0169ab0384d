import * as z from 'zod/mini';
import { cursorKey, permanentKey } from '#lib/keys.ts';
import { defineSettings, flag, list, secret, setting, whole } from '#lib/settings.ts';
import { originSecrets } from '#lib/viewer.ts';

/** Who takes payments, and how. */
export const settings = defineSettings('billing', {
  PAYMENT_PROVIDER: setting(
    'Where new payments go; old ones stay with the provider that has them.',
    z.enum(['test', 'stripe']),
  ),
  TEST_PAYMENTS: setting(
    'Whether the test provider works here; without it its routes are 404 and its methods refused.',
    z._default(flag, false),
  ),
  TEST_OPENS_PAGE: setting(
    'Whether the test provider has a page; without it a buyer names a method, as with a bank transfer.',
    z._default(flag, true),
  ),
  TEST_LATE_SECONDS: setting('How late `test_late` pays, in seconds.', z._default(whole, 5)),
  STRIPE_SECRET_KEY: secret(
    'A secret or restricted key of Stripe’s.',
    z.optional(z.string().check(z.minLength(1))),
    'stripe',
    'key',
  ),
  STRIPE_WEBHOOK_SECRETS: secret(
    'The secrets of the webhook endpoint, several while one is rotated.',
    z._default(list, []),
    'stripe',
    'webhooks',
  ),
  STRIPE_MODE: setting(
    '`checkout` sends the buyer to Stripe’s page; `intents` gives the storefront a client secret for its own.',
    z._default(z.enum(['checkout', 'intents']), 'checkout'),
  ),
  STRIPE_API_BASE: setting(
    'Another address than Stripe’s own, for a double of it: protocol, host and port.',
    z.optional(z.url()),
  ),
  SHOP_URL: setting(
    'The storefront, which mails and payment pages link to; absent, they link to nothing.',
    z.optional(z.url()),
  ),
  PERMANENT_KEY: permanentKey,
  CURSOR_KEY: cursorKey,
  ORIGIN_SECRETS: originSecrets,
});
