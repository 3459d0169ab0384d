import type { Account } from './account.ts';
import { invalid } from './failure.ts';
import { listAt, type Parameters, textAt } from './form.ts';
import { expireIfDue } from './money.ts';
import type { Intent, Session } from './objects.ts';

/** Lists, newest first, page by page; and the search, whose index is a minute behind. */
const INDEX_LAG_SECONDS = 60;

type Made = { readonly id: string; readonly created: number };

const inRange =
  (asked: Parameters) =>
  (one: Made): boolean => {
    const bound = (name: string): number | undefined => {
      const text = textAt(asked, 'created', name);
      return text === undefined ? undefined : Number(text);
    };
    const [gte, gt, lte, lt] = [bound('gte'), bound('gt'), bound('lte'), bound('lt')];
    return (
      (gte === undefined || one.created >= gte) &&
      (gt === undefined || one.created > gt) &&
      (lte === undefined || one.created <= lte) &&
      (lt === undefined || one.created < lt)
    );
  };

const page = <T extends Made>(
  all: Iterable<T>,
  asked: Parameters,
  matches: (one: T) => boolean,
): { data: T[]; has_more: boolean } => {
  const limit = Number(textAt(asked, 'limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) throw invalid('limit', 'Must be between 1 and 100.');
  const found = [...all].filter(inRange(asked)).filter(matches).reverse();
  const after = textAt(asked, 'starting_after');
  const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0)
    throw invalid('starting_after', `No such object: '${after}'`, 'resource_missing');
  return { data: found.slice(from, from + limit), has_more: found.length > from + limit };
};

/** Objects whose ids stand in an answer are put in their places where the request asks so. */
const expandIntent = (account: Account, id: string | null, charges: boolean): unknown => {
  const intent = id === null ? undefined : account.intents.get(id);
  if (!intent) return id;
  return charges
    ? { ...intent, latest_charge: account.charges.get(intent.latest_charge ?? '') ?? intent.latest_charge }
    : intent;
};

export const expanded = (account: Account, object: object, expand: readonly string[]): object => {
  if (expand.length === 0 || !('object' in object)) return object;
  if (object.object === 'checkout.session') {
    const wanted = expand.some((path) => path.startsWith('payment_intent'));
    const charges = expand.includes('payment_intent.latest_charge');
    return wanted
      ? { ...object, payment_intent: expandIntent(account, (object as Session).payment_intent, charges) }
      : object;
  }
  if (object.object === 'payment_intent' && expand.includes('latest_charge')) {
    return expandIntent(account, (object as Intent).id, true) as object;
  }
  return object;
};

const lists: Readonly<Record<string, (account: Account, asked: Parameters) => { data: Made[]; has_more: boolean }>> = {
  '/v1/checkout/sessions': (account, asked) => {
    for (const session of account.sessions.values()) expireIfDue(account, session);
    const intent = textAt(asked, 'payment_intent');
    return page(account.sessions.values(), asked, (one) => intent === undefined || one.payment_intent === intent);
  },
  '/v1/payment_intents': (account, asked) => page(account.intents.values(), asked, () => true),
  '/v1/refunds': (account, asked) =>
    page(account.refunds.values(), asked, (one) => one.payment_intent === textAt(asked, 'payment_intent')),
  '/v1/disputes': (account, asked) =>
    page(account.disputes.values(), asked, (one) => one.payment_intent === textAt(asked, 'payment_intent')),
  '/v1/events': (account, asked) => page(account.events, asked, (one) => one.type === textAt(asked, 'type')),
};

const search = (account: Account, asked: Parameters): { data: Made[]; has_more: boolean } => {
  const [, name = '', value] = textAt(asked, 'query')?.match(/^metadata\['(\w+)'\]:'([^']+)'$/) ?? [];
  if (!name) throw invalid('query', 'We were unable to parse your search query.');
  const indexed = account.seconds() - INDEX_LAG_SECONDS;
  const data = [...account.intents.values()].filter((one) => one.created <= indexed && one.metadata[name] === value);
  return { data: data.reverse(), has_more: false };
};

/** Answers a list or a search; `undefined` for another path. */
export const answerList = (account: Account, path: string, asked: Parameters): object | undefined => {
  const list = path === '/v1/payment_intents/search' ? search : lists[path];
  if (!list) return undefined;
  const { data, has_more } = list(account, asked);
  const expand = listAt(asked, 'expand').map((one) => one.replace(/^data\./, ''));
  const object = list === search ? 'search_result' : 'list';
  return { object, url: path, has_more, data: data.map((one) => expanded(account, one, expand)) };
};
