/** A group of operations as the reader of the document meets it. */
export interface Tag {
  readonly name: string;
  readonly description: string;
}

/**
 * Groups of operations by the reader's task, in the order of a purchase, then what staff does. The key is the group in a
 * contract's `call`: `carts.checkout` stands under `carts`, `admin.orders.refund` under `admin.orders`.
 */
export const tags: Readonly<Record<string, Tag>> = {
  shop: { name: 'Shop', description: 'What the shop sells in, where it sells to, and whether it is up.' },
  products: { name: 'Products', description: 'Lists and pages of what is for sale, with prices and availability.' },
  collections: { name: 'Collections', description: 'Products that belong together, by hand or by rule.' },
  search: { name: 'Search', description: 'Finding products by words, and completing what is typed.' },
  carts: { name: 'Carts', description: 'From the first line to the placed order. The id of a cart is its secret.' },
  orders: { name: 'Orders', description: 'The buyer’s order: reading, paying, cancelling, returning.' },
  payments: { name: 'Payment reports', description: 'What payment providers call.' },
  media: { name: 'Media', description: 'Pictures with their renditions.' },
  content: { name: 'Content', description: 'Fronts, articles, menus and feeds, as they are now.' },
  'admin.products': { name: 'Staff: products', description: 'Products and variants, drafts too.' },
  'admin.collections': { name: 'Staff: collections', description: 'Collections by hand and by rule.' },
  'admin.priceLists': { name: 'Staff: price lists', description: 'Prices in other currencies, and prices for a time.' },
  'admin.media': { name: 'Staff: media', description: 'Uploading pictures, and what became of them.' },
  'admin.entries': { name: 'Staff: entries', description: 'Articles and pages: writing, and what is shown when.' },
  'admin.fronts': { name: 'Staff: fronts', description: 'The home page and those of sections.' },
  'admin.sections': { name: 'Staff: sections', description: 'What entries are in.' },
  'admin.authors': { name: 'Staff: authors', description: 'Those who write.' },
  'admin.menus': { name: 'Staff: menus', description: 'What the site’s menus lead to.' },
  'admin.redirects': { name: 'Staff: redirects', description: 'Paths that lead on to others.' },
  'admin.releases': {
    name: 'Staff: releases',
    description: 'Things that change for everybody at one second, or not at all.',
  },
  'admin.previews': { name: 'Staff: previews', description: 'Looking at what is not published yet.' },
  'admin.synonyms': { name: 'Staff: synonyms', description: 'Words that mean the same to a search.' },
  'admin.search': { name: 'Staff: search', description: 'What was searched for, and having the index made anew.' },
  'admin.pins': { name: 'Staff: pins', description: 'Products that stand before all others in a search.' },
  'admin.stock': { name: 'Staff: stock', description: 'What is there, what moved, and counting it again.' },
  'admin.promotions': { name: 'Staff: promotions', description: 'Discounts and coupons.' },
  'admin.shippingOptions': { name: 'Staff: shipping', description: 'How orders are sent, where to, and for how much.' },
  'admin.taxRates': { name: 'Staff: tax rates', description: 'Rates by country, region and kind of product.' },
  'admin.taxSettings': { name: 'Staff: tax settings', description: 'What applies to all tax rates.' },
  'admin.orders': { name: 'Staff: orders', description: 'Sending, refunding, cancelling, and taking back.' },
  'admin.payments': {
    name: 'Staff: payments',
    description: 'What was paid and how it stands, and money that no order explains.',
  },
  'admin.notifications': { name: 'Staff: mails', description: 'What was mailed to buyers, and mailing it again.' },
  'admin.imports': { name: 'Staff: imports', description: 'Products from a file.' },
  'admin.exports': { name: 'Staff: exports', description: 'Products, orders and stock as a file.' },
  'admin.webhooks': {
    name: 'Staff: webhooks',
    description: 'Who is told of events, and what became of each delivery.',
  },
  'admin.reports': { name: 'Staff: reports', description: 'Sales by day.' },
  'admin.events': { name: 'Staff: event log', description: 'Every event that was published.' },
  'admin.deadLetters': {
    name: 'Staff: dead letters',
    description: 'Messages that failed for good, and sending them again.',
  },
  'admin.apiKeys': { name: 'Staff: API keys', description: 'Keys of programs, and what they may do.' },
};

/** Answers the group of a call: `carts.checkout` → `carts`. */
export const groupOf = (call: string): string => call.slice(0, call.lastIndexOf('.'));

/** Answers the operation's id of a call: `admin.orders.refund` → `adminOrdersRefund`. */
export const operationIdOf = (call: string): string =>
  call.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
