// @ts-nocheck: runs in the browser, whose types the functions do not have.
// Text from the document and from answers becomes text nodes only: nothing is ever parsed as HTML.

const $ = (id) => document.getElementById(id);
const add = (parent, children) => {
  for (const child of children.flat(3))
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  return parent;
};
const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  return add(element, children);
};

const session = {
  get: (name) => sessionStorage.getItem(`floodgate.${name}`) ?? '',
  set: (name, value) => sessionStorage.setItem(`floodgate.${name}`, value),
};
for (const id of ['key', 'token']) {
  $(id).value = session.get(id);
  $(id).addEventListener('input', () => session.set(id, $(id).value.trim()));
}

const api = await fetch('openapi.json').then((answer) => answer.json());
const base = new URL('.', location.href).href.replace(/\/$/, '');
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation, tag: operation.tags[0] })),
);
$('version').textContent = `API ${api.info.version}`;

// ---- schemas -------------------------------------------------------------------------------------------------------

const nameOfRef = (schema) => schema?.$ref?.split('/').at(-1);
const resolve = (schema = {}) => {
  if (schema.$ref) return resolve(api.components.schemas[nameOfRef(schema)]);
  if (schema.allOf?.length === 1) return resolve({ ...schema, ...schema.allOf[0], allOf: undefined });
  return schema;
};
/** A schema or null is shown as the schema. */
const options = (schema) => (schema.anyOf ?? schema.oneOf ?? []).filter((one) => one.type !== 'null');
const core = (schema) => {
  const found = resolve(schema);
  const some = options(found);
  return some.length === 1 ? core(some[0]) : found;
};
/** Text of the document, with what stands between backticks as code. */
const prose = (text = '') => text.split('`').map((part, index) => (index % 2 ? h('code', {}, part) : part));
/** What a field or parameter means, and its limits. */
const noteOf = (description = '', schema) => {
  const limits = limitsOf(schema).join(' · ');
  const text = [prose(description), description && limits && ' · ', limits];
  return (description || limits) && h('span', { class: 'note' }, text);
};
const nullable = (schema) => (resolve(schema).anyOf ?? []).some((one) => one.type === 'null');

const typeOf = (schema) => {
  const found = core(schema);
  const name = nameOfRef(schema) ?? nameOfRef(options(resolve(schema))[0]);
  const end = nullable(schema) ? ' or null' : '';
  if (found.const !== undefined) return JSON.stringify(found.const) + end;
  if (found.enum) return found.enum.map((value) => JSON.stringify(value)).join(' | ') + end;
  if (found.type === 'array') return `list of ${typeOf(found.items ?? {})}${end}`;
  if (name) return name + end;
  if (options(found).length > 1) return options(found).map(typeOf).join(' or ') + end;
  return [found.type ?? 'any'].flat().join(' or ') + end;
};
const limitsOf = (schema) => {
  const found = core(schema);
  const safe = Number.MAX_SAFE_INTEGER;
  return [
    found.minimum !== undefined && found.minimum > -safe && `at least ${found.minimum}`,
    found.maximum !== undefined && found.maximum < safe && `at most ${found.maximum}`,
    found.minLength && `at least ${found.minLength} characters`,
    found.maxLength && `at most ${found.maxLength} characters`,
    found.maxItems && `at most ${found.maxItems} entries`,
    found.pattern && `form ${found.pattern}`,
    found.default !== undefined && `default ${JSON.stringify(found.default)}`,
  ].filter(Boolean);
};
const inner = (schema) => {
  const found = core(schema);
  if (found.type === 'array') return inner(found.items ?? {});
  if (found.properties) return found;
  if (found.additionalProperties?.type || found.additionalProperties?.$ref) return undefined;
  return undefined;
};
const describe = (schema, depth = 0) => {
  const found = inner(schema);
  if (!found) return h('p', { class: 'hint' }, typeOf(schema));
  return h(
    'ul',
    { class: 'schema' },
    Object.entries(found.properties).map(([name, property]) => {
      const head = [
        h('span', { class: 'name' }, name),
        h('span', { class: 'type' }, typeOf(property)),
        (found.required ?? []).includes(name) &&
          property.default === undefined &&
          depth === 0 &&
          h('span', { class: 'must' }, 'required'),
      ];
      const note = noteOf(property.description, property);
      const below = inner(property);
      if (!below || depth > 5) return h('li', {}, head, note);
      const more = h(
        'details',
        { open: depth === 0 && Object.keys(below.properties).length <= 3 },
        h('summary', {}, head),
        note,
      );
      let filled = false;
      const fill = () => {
        if (more.open && !filled) more.append(describe(property, depth + 1));
        filled ||= more.open;
      };
      more.addEventListener('toggle', fill);
      fill();
      return h('li', {}, more);
    }),
  );
};
const exampleOf = (schema, depth = 0) => {
  const found = core(schema);
  if (found.example !== undefined) return found.example;
  if (found.default !== undefined) return found.default;
  if (found.const !== undefined) return found.const;
  if (found.enum) return found.enum[0];
  if (options(found).length > 0) return exampleOf(options(found)[0], depth + 1);
  if (found.type === 'array') return depth > 3 ? [] : [exampleOf(found.items ?? {}, depth + 1)];
  if (found.properties) {
    return Object.fromEntries(
      Object.entries(found.properties)
        .filter(([name]) => (found.required ?? []).includes(name))
        .map(([name, property]) => [name, exampleOf(property, depth + 1)]),
    );
  }
  if (found.type === 'integer' || found.type === 'number') return Math.max(1, found.minimum > 0 ? found.minimum : 1);
  if (found.type === 'boolean') return false;
  return found.type === 'object' ? {} : '';
};

// ---- JSON with colours, as nodes -----------------------------------------------------------------------------------

const coloured = (text) => {
  const out = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(
    /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi,
  )) {
    out.append(text.slice(end, match.index));
    const kind = match[1] ? (match[2] ? 'k' : 's') : 'n';
    out.append(h('span', { class: kind }, match[1] ?? match[0]), match[2] ?? '');
    end = match.index + match[0].length;
  }
  out.append(text.slice(end));
  return out;
};
const pretty = (text) => {
  try {
    return coloured(JSON.stringify(JSON.parse(text), null, 2));
  } catch {
    return document.createTextNode(text);
  }
};

// ---- ids that answers bring along, so that one call leads to the next ----------------------------------------------

const collection = (path) => path.replace(/^\/admin/, '').split('/')[1] ?? '';
const remember = (path, answer) => {
  if (typeof answer?.id === 'string') session.set(`id.${collection(path)}`, answer.id);
  if (typeof answer?.order?.id === 'string') session.set('id.orders', answer.order.id);
  if (typeof answer?.payment?.id === 'string') session.set('id.payments', answer.payment.id);
  if (typeof answer?.orderToken === 'string') {
    $('token').value = answer.orderToken;
    session.set('token', answer.orderToken);
  }
};
const remembered = (operation, name) =>
  session.get(`field.${operation.operationId}.${name}`) ||
  (name === 'id' ? session.get(`id.${collection(operation.path)}`) : '');

// ---- one operation -------------------------------------------------------------------------------------------------

const needs = (operation) => {
  const access = operation['x-access'];
  if (access === 'owner') return { text: 'the order’s token', field: 'token' };
  if (access === 'admin') return { text: 'a key with the scope admin', field: 'key' };
  if (access.startsWith('staff:')) return { text: `a key with the scope ${access.slice(6)}`, field: 'key' };
  if (access === 'customer') return { text: 'a signed-in customer', field: 'key' };
  return { text: { holder: 'holders of the id', provider: 'the payment provider' }[access] ?? 'everybody' };
};

const field = (operation, parameter) => {
  const id = `f-${parameter.in}-${parameter.name}`;
  const isKey = parameter.name === 'Idempotency-Key';
  const input = h('input', {
    id,
    class: 'mono',
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: isKey
      ? 'any text; the same one replays the answer'
      : String(parameter.schema?.default ?? parameter.example ?? typeOf(parameter.schema ?? {})),
  });
  input.value = remembered(operation, parameter.name) || (parameter.in === 'path' ? (parameter.example ?? '') : '');
  input.addEventListener('input', () => session.set(`field.${operation.operationId}.${parameter.name}`, input.value));
  return { parameter, input, row: h('div', { class: 'field' }, h('label', { for: id }, parameter.name), input) };
};

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const tryIt = (operation) => {
  const fields = (operation.parameters ?? []).map((parameter) => field(operation, parameter));
  const content = Object.entries(operation.requestBody?.content ?? {})[0];
  const body = content && h('textarea', { class: 'mono', spellcheck: 'false', 'aria-label': 'Body' });
  if (body) {
    const example = content[1].example ?? (content[0] === 'application/json' ? exampleOf(content[1].schema) : '');
    body.value = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
    body.rows = Math.min(18, Math.max(3, body.value.split('\n').length));
  }
  const curl = h('pre');
  const result = h('div', { class: 'result', 'aria-live': 'polite' });
  const go = h('button', { class: 'go', type: 'submit' }, 'Send');

  const request = () => {
    const query = new URLSearchParams();
    const headers = {};
    let path = operation.path;
    for (const { parameter, input } of fields) {
      const value = input.value.trim();
      if (parameter.in === 'path')
        path = path.replace(`{${parameter.name}}`, value ? encodeURIComponent(value) : `{${parameter.name}}`);
      else if (value && parameter.in === 'query') query.set(parameter.name, value);
      else if (value) headers[parameter.name] = value;
    }
    const { field: who } = needs(operation);
    if (who === 'key' && $('key').value.trim()) headers['Authorization'] = `Bearer ${$('key').value.trim()}`;
    if (who === 'token' && $('token').value.trim()) headers['X-Order-Token'] = $('token').value.trim();
    if (body) headers['Content-Type'] = content[0] === '*/*' ? 'application/json' : content[0];
    return { url: `${base}${path}${query.size ? `?${query}` : ''}`, headers, text: body?.value };
  };
  const showCurl = () => {
    const { url, headers, text } = request();
    const hidden = (name, value) => (/^authorization$/i.test(name) ? 'Bearer $ADMIN' : value);
    curl.textContent = [
      `curl ${operation.method === 'get' ? '' : `-X ${operation.method.toUpperCase()} `}"${url}"`,
      ...Object.entries(headers).map(([name, value]) => `  -H "${name}: ${hidden(name, value)}"`),
      ...(text ? [`  -d ${quoted(text)}`] : []),
    ].join(' \\\n');
  };

  const send = async (event) => {
    event.preventDefault();
    const { url, headers, text } = request();
    go.disabled = true;
    const start = performance.now();
    try {
      const answer = await fetch(url, {
        method: operation.method.toUpperCase(),
        headers,
        body: text,
        redirect: 'manual',
        cache: 'no-store',
      });
      const content = await answer.text();
      show(answer, content, performance.now() - start);
      try {
        if (answer.ok) remember(operation.path, JSON.parse(content));
      } catch {}
    } catch (error) {
      result.replaceChildren(h('p', { class: 'hint warn' }, `No answer: ${error.message}`));
    } finally {
      go.disabled = false;
    }
  };
  const show = (answer, content, ms) => {
    const cost = answer.headers.get('x-cost');
    const type = answer.headers.get('content-type') ?? '';
    const redirected = answer.type === 'opaqueredirect';
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    result.replaceChildren(
      h(
        'div',
        { class: 'row' },
        h(
          'span',
          { class: `chip ${answer.ok || redirected ? '' : 'no'}` },
          redirected ? 'redirect' : `${answer.status} ${answer.statusText}`,
        ),
        h('span', {}, `${ms.toFixed(0)} ms`),
        h('span', {}, `${new Blob([content]).size.toLocaleString('en')} bytes`),
        cost && h('span', { class: 'hint', title: 'Engine calls, read and write units, messages' }, `cost: ${cost}`),
      ),
      content
        ? h('pre', {}, /json/.test(type) ? pretty(content) : content.slice(0, 20000))
        : h('p', { class: 'hint' }, 'No body.'),
      h('details', {}, h('summary', { class: 'hint' }, 'Headers'), h('pre', {}, headers)),
    );
  };

  const { text, field: who } = needs(operation);
  const form = h(
    'form',
    { class: 'try', onsubmit: send, oninput: showCurl },
    h('h3', {}, 'Try it'),
    fields.map(({ row }) => row),
    body,
    h(
      'div',
      { class: 'row' },
      go,
      h(
        'span',
        { class: `hint ${who && !$(who).value ? 'warn' : ''}` },
        `For ${text}${who && !$(who).value ? ': fill it in above' : ''}.`,
      ),
    ),
    result,
    h(
      'details',
      {},
      h('summary', { class: 'hint' }, 'As curl'),
      curl,
      h(
        'div',
        { class: 'row' },
        h(
          'button',
          { type: 'button', class: 'small', onclick: () => navigator.clipboard?.writeText(curl.textContent) },
          'Copy',
        ),
      ),
    ),
  );
  showCurl();
  for (const id of ['key', 'token']) $(id).oninput = showCurl;
  return form;
};

const parameterList = (operation) => {
  const parameters = operation.parameters ?? [];
  if (parameters.length === 0) return null;
  return [
    h('h3', {}, 'Parameters'),
    h(
      'ul',
      { class: 'schema' },
      parameters.map((one) =>
        h(
          'li',
          {},
          h('span', { class: 'name' }, one.name),
          h('span', { class: 'type' }, `${typeOf(one.schema ?? {})} in ${one.in}`),
          one.required && h('span', { class: 'must' }, 'required'),
          noteOf(one.description, one.schema ?? {}),
        ),
      ),
    ),
  ];
};
const everyProblem = ['type', 'title', 'status', 'code', 'detail', 'requestId'];
/** The kinds of refusal of one status: the code to act on, what it means, and its own members. */
const refusalList = (schema) =>
  h(
    'ul',
    { class: 'codes' },
    (schema.oneOf ?? [schema]).map(resolve).map(({ properties, description }) => {
      const own = Object.keys(properties).filter((name) => !everyProblem.includes(name));
      return h(
        'li',
        {},
        h('code', {}, properties.code.const),
        ` ${description}`,
        own.length > 0 && [' With ', own.map((name, index) => [index > 0 && ', ', h('code', {}, name)]), '.'],
      );
    }),
  );
const answerList = (operation) => [
  h('h3', {}, 'Answers'),
  Object.entries(operation.responses).map(([status, { description, content }]) => {
    const [type, media] = Object.entries(content ?? {})[0] ?? [];
    const good = /^[23]/.test(status);
    const head = [
      h('span', { class: `status ${good ? 'ok' : 'no'}` }, status),
      prose(description),
      h('span', { class: 'type' }, good && type ? (inner(media.schema) ? typeOf(media.schema) : type) : ''),
    ];
    if (type === 'application/problem+json')
      return h('details', { class: 'answer' }, h('summary', {}, head), refusalList(media.schema));
    if (!media || !inner(media.schema)) return h('div', { class: 'answer' }, head);
    const example =
      media.example !== undefined &&
      h(
        'details',
        { class: 'example' },
        h('summary', {}, 'An answer'),
        h('pre', {}, coloured(JSON.stringify(media.example, null, 2))),
      );
    return h('details', { class: 'answer', open: true }, h('summary', {}, head), example, describe(media.schema, 1));
  }),
];
const operationPage = (operation) => {
  const content = Object.entries(operation.requestBody?.content ?? {})[0];
  return [
    h('h1', {}, operation.summary),
    h(
      'div',
      { class: 'route' },
      h('span', { class: `verb ${operation.method}` }, operation.method.toUpperCase()),
      `${api.servers[0].url}${operation.path}`,
    ),
    h('span', { class: 'tag' }, operation.tag),
    h('span', { class: 'tag' }, `for ${needs(operation).text}`),
    (operation.parameters ?? []).some(({ name }) => name === 'Idempotency-Key') &&
      h('span', { class: 'tag' }, 'repeatable with Idempotency-Key'),
    operation.description && h('p', {}, prose(operation.description)),
    h(
      'div',
      { class: 'split' },
      h(
        'div',
        {},
        parameterList(operation),
        content && [
          h('h3', {}, content[0] === 'application/json' ? 'Body' : `Body, ${content[0]}`),
          describe(content[1].schema),
        ],
        answerList(operation),
      ),
      tryIt(operation),
    ),
  ];
};

// ---- the first page ------------------------------------------------------------------------------------------------

const link = (id, text) => {
  const found = operations.find(({ operationId }) => operationId === id);
  return found ? h('a', { href: `#/${id}` }, text) : text;
};
const tour = [
  ['productsList', 'List the products', ' and note a SKU.'],
  ['cartsCreate', 'Open a cart', ' with a line, contact and shipping: its id is its secret.'],
  ['cartsCheckout', 'Check it out', ' with the method test_approved: the order’s id and token are filled in for you.'],
  ['ordersGet', 'Read the order', ' and see it paid; the mail is in the mailbox.'],
];
const home = () => [
  h('h1', {}, `${api.info.title}: ${api.info.summary ?? ''}`),
  h(
    'p',
    { class: 'lead' },
    `${operations.length} operations, generated from the code that serves them. Each can be called from its page.`,
  ),
  h('h3', {}, 'A purchase in four calls'),
  h(
    'ol',
    { class: 'steps' },
    tour.map(([id, text, rest]) => h('li', {}, link(id, text), rest)),
  ),
  h('h3', {}, 'Conventions'),
  h(
    'dl',
    { class: 'facts' },
    [
      ['Money', 'Integer minor units: { "amount": 2599, "currency": "USD" } is 25.99 dollars.'],
      ['Lists', '?limit=1..100&cursor=… answers { items, nextCursor }; a cursor belongs to its list.'],
      ['Refusals', 'RFC 9457 application/problem+json with a code to act on; unknown fields are refused.'],
      ['Versions', 'Answers carry an ETag; send it as If-Match on a change, as If-None-Match on a read.'],
      ['Repeats', 'Idempotency-Key on POST: the same key and body get the same answer for 24 hours.'],
      [
        'Keys',
        'Authorization: Bearer fgk_… for staff, X-Order-Token for a guest’s order. Both are kept in this tab only.',
      ],
    ].map(([term, text]) => [h('dt', {}, term), h('dd', {}, text)]),
  ),
  h('h3', {}, 'Modules'),
  h(
    'div',
    { class: 'cards' },
    tags().map(([tag, found]) =>
      h(
        'a',
        { href: `#/${found[0].operationId}` },
        h('b', {}, tag),
        h(
          'span',
          {},
          `${found.length} operation${found.length > 1 ? 's' : ''}: ${found
            .slice(0, 3)
            .map(({ operationId }) => operationId)
            .join(', ')}${found.length > 3 ? ' …' : ''}`,
        ),
      ),
    ),
  ),
];

// ---- list, search, navigation --------------------------------------------------------------------------------------

const tags = (wanted = operations) => {
  const groups = Object.groupBy(wanted, ({ tag }) => tag);
  return api.tags.flatMap(({ name }) => (groups[name] ? [[name, groups[name]]] : []));
};
const matches = (operation, words) => {
  const text =
    `${operation.method} ${operation.path} ${operation.operationId} ${operation.summary} ${operation.tag}`.toLowerCase();
  return words.every((word) => text.includes(word));
};
const current = () => decodeURIComponent(location.hash.replace(/^#\//, ''));
const list = () => {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = operations.filter((operation) => matches(operation, words));
  $('list').replaceChildren(
    ...tags(wanted).flatMap(([tag, found]) => [
      h('h2', {}, tag),
      ...found.map(({ operationId, method, path, summary }) =>
        h(
          'a',
          { href: `#/${operationId}`, title: summary, 'aria-current': operationId === current() ? 'page' : undefined },
          h('span', { class: `verb ${method}` }, method === 'delete' ? 'DEL' : method.toUpperCase()),
          h('span', { class: 'path' }, path),
        ),
      ),
    ]),
    ...(wanted.length === 0 ? [h('p', { class: 'none' }, 'Nothing by that name.')] : []),
  );
};
const show = () => {
  const operation = operations.find(({ operationId }) => operationId === current());
  document.title = operation ? `${operation.summary} · Floodgate API` : 'Floodgate API';
  $('main').replaceChildren();
  add($('main'), operation ? operationPage(operation) : home());
  $('main').scrollTop = 0;
  list();
};
$('search').addEventListener('input', list);
$('search').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') $('list').querySelector('a')?.click();
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')) return;
  event.preventDefault();
  $('search').focus();
});
addEventListener('hashchange', show);
show();
