/** A defect that is planted into the shipped code as it is loaded: the checker is checked by finding each of them. */
export interface Mutant {
  readonly file: string;
  /** Stands in the file exactly once; a change of the code that moves it fails the test of the mutants. */
  readonly find: string;
  readonly plant: string;
  /** The first seed to try, one that found it when this was written, and what is said then. */
  readonly seed: number;
  readonly says: RegExp;
  /** It is found in the newsroom's histories. */
  readonly content?: true;
  /** It is found in histories of the index. */
  readonly search?: true;
}

/** "Leave out help" is planted where it is found soonest: in the runs of stock alone, inventory/planted-defects.test.ts. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'drop the ticket’s condition': {
    file: 'functions/inventory/ledger/stock-table.ts',
    find: 'return putNew(table, { ...key, q: ticket.quantity, at: isoTime(now), ...said }, refused);',
    plant: 'void refused; return put(table, { ...key, q: ticket.quantity, at: isoTime(now), ...said });',
    seed: 8,
    says: /^(tile|ticket|counter|oversold|certificate: (origin|equation))/,
  },
  'credit twice': {
    file: 'functions/inventory/ledger/stock-table.ts',
    find: "{ if: '#c = :before', values: { before: credit.k - 1 } },",
    plant: '{},',
    seed: 1,
    says: /^(counter|oversold)/,
  },
  'skip the inbox': {
    file: 'functions/notifications/notify.ts',
    find: 'if (!(await isOurs())) return;',
    plant: 'await isOurs();',
    seed: 1,
    says: /^mail/,
  },
  'publish after commit': {
    file: 'functions/orders/payment/settle-payment.ts',
    find: 'await transact([nextOrder(paid), orderPaidEvent(paid, now), ...held]);',
    plant: 'await transact([nextOrder(paid), ...held]); await transact([orderPaidEvent(paid, now)]);',
    seed: 27,
    says: /^(log|ticket|mail|report)/,
  },
  'refund twice': {
    file: 'functions/billing/refund/refund-payment.ts',
    find: 'return await provider.refund(row, payment);',
    plant: 'return await provider.refund({ ...row, id: crypto.randomUUID() }, payment);',
    seed: 2,
    says: /^refund/,
  },
  'the order’s id as the provider’s key': {
    file: 'functions/billing/payment/open-payment.ts',
    find: 'provider.open(payment)',
    plant: 'provider.open({ ...payment, id: payment.orderId })',
    seed: 3,
    says: /^(money|paid|ended)/,
  },
  'expire without closing the payment': {
    file: 'functions/orders/placing/end-order.ts',
    find: "order.openPayment === null ? 'closed' : await closePayment(order.openPayment);",
    plant: "(closePayment, 'closed' as string);",
    seed: 4,
    says: /^(payable|certificate: closed)/,
  },
  'close the cart without its condition': {
    file: 'functions/checkout/carts-table.ts',
    find: "if: '#version = :before AND #orderId = :none',\n      values: { before: cart.version, none: null },",
    plant: "if: 'attribute_exists(pk)',",
    seed: 4,
    says: /^cart/,
  },
  'keep money that comes beside': {
    file: 'functions/orders/payment/settle.ts',
    find: "if (order.status === 'paid') return { kind: 'refund', reason: 'already-paid' };",
    plant: "if (order.status === 'paid') return { kind: 'settled' };",
    seed: 22,
    says: /^money/,
  },
  'let a coupon be used without taking it': {
    file: 'functions/checkout/limits/limits-taken.ts',
    find: 'return [...new Map(all.map((limit) => [limit.what, limit])).values()];',
    plant: 'return all.slice(all.length);',
    seed: 7,
    says: /^(coupon|certificate: coupon)/,
  },
  'put a credit without its conditions': {
    file: 'functions/inventory/ledger/credit-shard.ts',
    find: 'creditWrite(stockKey, shard, credit),\n      ...credit.parts.map((part) => owedTakenWrite(stockKey, shard, part.id)),',
    plant:
      '...[creditWrite(stockKey, shard, credit), ...credit.parts.map((part) => owedTakenWrite(stockKey, shard, part.id))].map((one) => JSON.parse(JSON.stringify(one, (key, value) => (key.startsWith("Condition") ? undefined : value)))),',
    seed: 5,
    says: /^(counter|oversold|certificate: (sums|origin|equation))/,
  },
  'sums that leave a credit out': {
    file: 'functions/inventory/audit/ledger-sums.ts',
    find: 'credited: sums.credited + q, origins, cameBack };',
    plant: 'credited: sums.credited + (k === 2 ? 0 : q), origins, cameBack };',
    seed: 1,
    says: /^certificate: sums/,
  },
  'release what was sold': {
    file: 'functions/inventory/ledger/stock-table.ts',
    find: "{ if: '#state = :held AND #ref = :ref AND #q = :q', values: { held: 'held', ref, q: ticket.quantity } },",
    plant: "{ if: '#ref = :ref AND #q = :q', values: { ref, q: ticket.quantity } },",
    seed: 2,
    says: /^(ticket|counter|owed|certificate: equation)/,
  },
  'publish, then put the rows': {
    file: 'functions/content/entries/publish-entry.ts',
    find: `  await Promise.all(rows.needed.map(writeIf));
  await transact([entryWrite(changed), liveWrite(entry.id, next), ...writes]);`,
    plant: `  await transact([entryWrite(changed), liveWrite(entry.id, next), ...writes]);
  await Promise.all(rows.needed.map(writeIf));`,
    seed: 304,
    says: /^row/,
    content: true,
  },
  'keep an address that was given up': {
    file: 'functions/content/entries/manage-entries.ts',
    find: 'one?.entryId === id && one.shownFrom === undefined;',
    plant: 'one?.entryId === id && one.shownFrom === id;',
    seed: 2,
    says: /^address/,
    content: true,
  },
  'tell media of one use alone': {
    file: 'functions/content/entries/settle-entry.ts',
    find: 'await noteUses(user, entry.version, [...new Set(entry.media.flatMap(({ ids }) => ids))]);',
    plant: 'await noteUses(user, entry.version, entry.media.flatMap(({ ids }) => ids).slice(0, 1));',
    seed: 1,
    says: /^media/,
    content: true,
  },
  'arm one member outside the transaction': {
    file: 'functions/content/releases/prepared.ts',
    find: 'await transact([...members.map(({ write }) => write), ...own]);',
    plant:
      'await transact(members.slice(0, 1).map(({ write }) => write)); await transact([...members.slice(1).map(({ write }) => write), ...own]);',
    seed: 1,
    says: /^release: .* has its change/,
    content: true,
  },
  'change what a release has armed': {
    file: 'functions/content/live-items.ts',
    find: ": { if: '#version = :before', values: { before: next.version - 1 } }),",
    plant: ': {}),',
    seed: 1,
    says: /^(release|event)/,
    content: true,
  },
  'disarm without giving back': {
    file: 'functions/content/releases/steps.ts',
    find: 'return [...steps.filter((step) => !isOwn(step)), ...undo].sort(',
    plant: 'return [...steps.filter((step) => !isOwn(step))].sort(',
    seed: 1,
    says: /^release: .* not as it was/,
    content: true,
  },
  'put an entry without its condition': {
    file: 'functions/search/generations/log-table.ts',
    find: `): Write =>
  putNew(table, {
    ...changeAt(after.n + 1).key,`,
    plant: `): Write =>
  ((_, item) => ({ item: { Put: { TableName: 'floodgate-' + process.env['STAGE'] + '-search', Item: item } }, refused: undefined }))(putNew, {
    ...changeAt(after.n + 1).key,`,
    seed: 1,
    says: /^(missed|shown|old|rest)/,
    search: true,
  },
  'read documents before the log’s end': {
    file: 'functions/search/generations/change-log.ts',
    find: `    let at = await end();
    const documents = await read(ids);`,
    plant: `    const documents = await read(ids);
    let at = await end();`,
    seed: 1,
    says: /^(missed|shown|old|rest)/,
    search: true,
  },
  'take a file’s position after its documents were read': {
    file: 'functions/search/generations/building/full-read.ts',
    find: 'n: state.position.n }, run',
    plant: 'n: (await end()).n }, run',
    seed: 10,
    says: /^(missed|shown|old|rest)/,
    search: true,
  },
  'leave out what lists do not have yet': {
    file: 'functions/search/generations/building/full-read.ts',
    find: 'const last = known.at(-1);',
    plant: 'const last = known.at(1_000_000);',
    seed: 3,
    says: /^(missed|rest)/,
    search: true,
  },
  'pack the log without its last part': {
    file: 'functions/search/generations/building/packs.ts',
    find: 'changes.push(...part.changes);',
    plant: 'if (part.to < end.n) changes.push(...part.changes);',
    seed: 1,
    says: /^(missed|shown|old|rest)/,
    search: true,
  },
  'switch to a file before it has caught up': {
    file: 'functions/search/generations/copy.ts',
    find: 'if (!(await catchUp(next.opened, pointer, undefined, until)) || next.opened.applied < now.applied) return;',
    plant: 'void until;',
    seed: 1,
    says: /^(missed|shown|old)/,
    search: true,
  },
};
