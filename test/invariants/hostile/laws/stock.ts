import { groupBy, itemsOf, type Law, type Story, sumOf } from './story.ts';

/** Tickets, credits and counters of one shard, as they lie in the table. */
const shardsOf = (story: Story) => {
  const items = itemsOf(story, 'inventory');
  const under = (kind: string) =>
    groupBy(
      items.filter(({ pk }) => String(pk).startsWith(`${kind}#`)),
      ({ pk }) => String(pk).slice(kind.length + 1),
    );
  const tickets = groupBy(
    [...under('tick')].flatMap(([place, all]) => all.map((item) => ({ place: place.replace(/#\d+$/, ''), ...item }))),
    ({ place }) => place,
  );
  return { counters: under('stock'), tickets, credits: under('credit'), owed: under('owed') };
};

/** On each shard the tickets tile `[0, t)`, and `n + t` is the sum of the credits; nothing is below zero or on its way. */
export const unitsAreConserved: Law = (story) => {
  const { counters, tickets, credits, owed } = shardsOf(story);
  const broken: string[] = [];
  for (const [place, [counter]] of counters) {
    const here = (tickets.get(place) ?? []).sort((a, b) => Number(a.sk) - Number(b.sk));
    let end = 0;
    for (const { sk, q } of here) {
      if (Number(sk) !== end) broken.push(`tile: ${place} has a ticket at ${Number(sk)} where ${end} is next`);
      end = Number(sk) + q;
    }
    if (end !== counter.t) broken.push(`tile: ${place} has tickets up to ${end} of ${counter.t}`);
    const credited = sumOf((credits.get(place) ?? []).map(({ q }) => q));
    if (credited !== counter.n + counter.t)
      broken.push(`counter: ${place} has ${counter.n} + ${counter.t}, and credits of ${credited}`);
    if (counter.n < 0 && !counter.open) broken.push(`oversold: ${place} has ${counter.n}`);
    if (counter.mt !== undefined) broken.push(`move: one of ${place} never arrived`);
  }
  for (const [place, all] of owed) broken.push(`owed: ${all.length} entries to ${place} were never credited`);
  return broken;
};

/** A ticket of a shop's article or limit stands for one order, whose state it has. */
export const ticketsMatchOrders: Law = (story) => {
  const orders = new Map(itemsOf(story, 'orders', 'order').map((order) => [order.id, order]));
  const { tickets } = shardsOf(story);
  const broken: string[] = [];
  const seen = new Set<string>();
  for (const [place, all] of tickets)
    for (const { sk, q, state, ref } of all) {
      const name = `${place} ${Number(sk)}`;
      if (!['held', 'claimed', 'shipped'].includes(state)) continue;
      const order = orders.get(ref);
      const mine = order?.tickets.find(
        (one: { what: string; shard: number; from: number; quantity: number }) =>
          `${one.what}#${one.shard}` === place && one.from === Number(sk) && one.quantity === q,
      );
      const sold = order?.paidAt !== null;
      if (!mine) broken.push(`ticket: ${name} is ${state} for ${ref}, which does not have it`);
      else if (state === 'held') broken.push(`ticket: ${name} of ${ref} (${order.status}) is still held`);
      else if (!sold) broken.push(`ticket: ${name} is ${state}, and ${ref} is ${order.status}`);
      seen.add(`${ref} ${name}`);
    }
  for (const order of orders.values())
    if (order.paidAt !== null)
      for (const { what, shard, from } of order.tickets)
        if (!seen.has(`${order.id} ${what}#${shard} ${from}`))
          broken.push(`ticket: ${order.id} was paid, and its ticket ${what}#${shard} ${from} is not its own`);
  return broken;
};

/** A paid order has a ticket for the units of each of its lines. */
export const paidOrdersHaveTheirUnits: Law = (story) =>
  itemsOf(story, 'orders', 'order')
    .filter(({ paidAt }) => paidAt !== null)
    .flatMap(({ id, lines, tickets }) =>
      lines.flatMap((line: { variantId: string; quantity: number }) => {
        const units = sumOf(
          tickets
            .filter(({ what }: { what: string }) => what === line.variantId)
            .map(({ quantity }: { quantity: number }) => quantity),
        );
        return units === line.quantity ? [] : [`units: ${id} has ${units} of ${line.quantity} of ${line.variantId}`];
      }),
    );

/** Units that came into the shop are those that were opened, delivered, restocked; whatever was sold is not beyond them. */
export const nothingIsOversold: Law = (story) => {
  const { tickets } = shardsOf(story);
  const broken: string[] = [];
  for (const { variantId, sku, quantity } of story.shop.articles) {
    const here = (groups: Map<string, { q: number; state?: string }[]>) =>
      [...groups].filter(([place]) => place.startsWith(`${variantId}#`)).flatMap(([, all]) => all);
    const adjusted = itemsOf(story, 'inventory')
      .filter(({ pk }) => pk === `adjust#${variantId}`)
      .map(({ q }) => Number(q));
    const sold = sumOf(here(tickets).filter(({ state }) => state === 'claimed' || state === 'shipped').map(({ q }) => q)); // biome-ignore format: one line
    const restocked = sumOf(
      itemsOf(story, 'inventory')
        .filter(({ pk }) => String(pk).startsWith(`credit#${variantId}#`))
        .flatMap(({ parts }) => parts ?? [])
        .filter(({ id }: { id: string }) => /^(ref|ret|ord)_/.test(id))
        .map(({ q }: { q: number }) => q),
    );
    const came = quantity + sumOf(adjusted.filter((q) => q > 0)) + restocked;
    if (sold > came) broken.push(`oversold: ${sold} of ${sku} were sold, and ${came} came`);
  }
  return broken;
};

/** Each answer `out-of-stock` was true at some moment between its request and itself. */
export const refusalsAreTrue: Law = ({ asked, shop }) =>
  asked.flatMap(({ route, response, least, request }) => {
    if (route !== 'checkout/checkout-cart' || response.body?.code !== 'out-of-stock') return [];
    const { sku, requested } = response.body;
    const article = shop.articles.find((one) => one.sku === sku || one.variantId === sku);
    const unheld = article ? least(article.variantId) : 0;
    const told = `${request.params?.['id'] ?? ''}: ${requested} of ${sku} were refused`;
    return unheld >= requested ? [`false sold out: ${told}, and there were never fewer than ${unheld}`] : [];
  });

/** The key that limits of an order's buyer go by. */
const limitedAs = ({ limitKey, buyerKey }: Record<string, unknown>): string => String(limitKey ?? buyerKey);

/** A coupon is used by as many orders as it may be, and by no customer more often than they may. */
export const couponsAreWithinTheirLimits: Law = (story) => {
  const using = itemsOf(story, 'orders', 'order').filter(
    ({ coupons, paidAt }) => coupons.length > 0 && paidAt !== null,
  );
  const broken: string[] = [];
  if (using.length > story.shop.couponLimit)
    broken.push(`coupon: ${using.length} paid orders used one that ${story.shop.couponLimit} may`);
  for (const [buyer, theirs] of groupBy(using, limitedAs))
    if (theirs.length > 1) broken.push(`coupon: ${buyer} used it ${theirs.length} times`);
  return broken;
};

/** No customer has more of an article than one customer may have. */
export const nobodyHasMoreThanTheyMay: Law = (story) =>
  story.shop.articles.flatMap(({ variantId, sku, purchaseLimit }) => {
    if (purchaseLimit === null) return [];
    const orders = itemsOf(story, 'orders', 'order').filter(({ paidAt }) => paidAt !== null);
    return [...groupBy(orders, limitedAs)].flatMap(([buyer, theirs]) => {
      const lines = theirs.flatMap((order) => order.lines as { variantId: string; quantity: number }[]);
      const units = sumOf(lines.filter((line) => line.variantId === variantId).map(({ quantity }) => quantity));
      return units > purchaseLimit ? [`purchase limit: ${buyer} has ${units} ${sku} of ${purchaseLimit}`] : [];
    });
  });
