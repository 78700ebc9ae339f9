// Draws the reference from openapi.json: groups, parameters, schemas, and a form that tries a call.
'use strict';

const base = document.body.dataset.base || '';
let spec = null;
let csrf = null;

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) element.append(child);
  return element;
}

// Text with `code` marks.
function prose(text) {
  return text.split(/(`[^`]+`)/).map((part) =>
    part.startsWith('`') && part.length > 2 ? make('code', {}, part.slice(1, -1)) : part);
}

function resolve(node) {
  if (!node || !node.$ref) return node || {};
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key.replace(/~1/g, '/').replace(/~0/g, '~')], spec);
}

const refName = (node) => (node.$ref ? node.$ref.split('/').pop() : '');

function kindOf(schema) {
  if (!schema) return '';
  if (schema.$ref) return refName(schema);
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' or ');
  if (schema.enum) return schema.enum.map((v) => (v === null ? 'null' : v)).join(' | ');
  if (schema.type === 'array') return `list of ${kindOf(schema.items)}`;
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object')
    return `map of ${kindOf(schema.additionalProperties)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type || 'any JSON';
  return schema.format ? `${type} (${schema.format})` : type;
}

function limitsOf(schema) {
  const out = [];
  const say = (key, words) => { if (schema[key] !== undefined) out.push(`${words} ${schema[key]}`); };
  say('minimum', 'at least');
  say('maximum', 'at most');
  say('minLength', 'at least characters:');
  if (schema.maxLength !== 10000) say('maxLength', 'at most characters:');
  if (schema.maxItems !== 10000) say('maxItems', 'at most items:');
  return out.join(', ');
}

// The object schema behind references, lists and nullable unions.
function objectBehind(schema) {
  if (!schema) return null;
  if (schema.$ref) return objectBehind(resolve(schema));
  if (schema.properties) return schema;
  if (schema.items) return objectBehind(schema.items);
  if (schema.anyOf) return schema.anyOf.map(objectBehind).find(Boolean) || null;
  return null;
}

function rows(entries) {
  return make('div', { class: 'scroll' }, make('table', {}, make('tbody', {}, entries.map(({ name, required, schema, text, depth }) => {
    const inner = depth < 4 ? objectBehind(schema) : null;
    return make('tr', {},
      make('td', {}, make('code', {}, name), required ? make('span', { class: 'must' }, 'required') : null),
      make('td', {},
        make('span', { class: 'kind' }, [kindOf(schema), limitsOf(schema)].filter(Boolean).join(', ')),
        text ? make('div', {}, prose(text)) : null,
        inner ? nested(inner, depth) : null));
  }))));
}

// Drawn when opened: a schema may hold itself.
function nested(schema, depth) {
  const details = make('details', { class: 'nested' }, make('summary', {}, 'Its fields'));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(fields(schema, depth + 1));
  });
  return details;
}

function fields(schema, depth = 0) {
  const required = new Set(schema.required || []);
  return rows(Object.entries(schema.properties || {}).map(([name, property]) =>
    ({ name, required: required.has(name) && depth >= 0, schema: property, text: property.description, depth })));
}

function example(schema, depth = 0) {
  if (!schema || depth > 4) return null;
  if (schema.$ref) return example(resolve(schema), depth);
  if (schema.anyOf) return example(schema.anyOf[0], depth);
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const out = {};
    const names = schema.required && schema.required.length ? schema.required : Object.keys(schema.properties || {}).slice(0, 6);
    for (const name of names) out[name] = example(schema.properties[name], depth + 1);
    return out;
  }
  if (type === 'array') return [];
  if (type === 'integer' || type === 'number') return schema.minimum || 0;
  if (type === 'boolean') return false;
  if (type !== 'string') return null;
  if (schema.pattern) return 'EUR';
  const samples = { email: 'anna@example.org', 'date-time': new Date().toISOString(), date: new Date().toISOString().slice(0, 10),
    uri: 'https://example.org', phone: '+33612345678', country: 'FR', locale: 'fr', timezone: 'Europe/Paris', uuid: '' };
  return samples[schema.format] ?? '';
}

async function session() {
  if (csrf !== null) return csrf;
  const answer = await fetch(`${base}/api/session`, { credentials: 'same-origin' });
  csrf = answer.ok ? (await answer.json()).csrf_token || '' : '';
  return csrf;
}

async function send(method, url, body, type) {
  const headers = {};
  const key = byId('key').value.trim();
  if (key) headers.Authorization = `Bearer ${key}`;
  else if (method !== 'GET') headers['X-CSRF-Token'] = await session();
  if (body !== undefined) headers['Content-Type'] = type;
  if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID();
  const answer = await fetch(url, { method, headers, body, credentials: key ? 'omit' : 'same-origin' });
  const text = await answer.text();
  let shown = text;
  try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it came */ }
  return { status: answer.status, title: answer.statusText, request: answer.headers.get('X-Request-Id'), text: shown.slice(0, 200000) };
}

function curl(method, url, body) {
  const quote = (s) => `'${s.replace(/'/g, `'\\''`)}'`;
  return [`curl -X ${method} ${quote(new URL(url, location.href).href)}`, `-H 'Authorization: Bearer …'`,
    body ? `-H 'Content-Type: application/json' -d ${quote(body)}` : ''].filter(Boolean).join(' \\\n  ');
}

function tryForm(method, path, operation, parameters) {
  const inputs = parameters.filter((p) => p.in === 'path' || p.in === 'query').map((p) => {
    const id = `${operation.operationId}-${p.name}`;
    const choices = p.schema.enum;
    const input = choices
      ? make('select', { id }, make('option', { value: '' }, ''), choices.filter((c) => c !== null).map((c) => make('option', { value: c }, c)))
      : make('input', { id, placeholder: kindOf(p.schema), autocomplete: 'off' });
    return { p, input, row: make('div', { class: 'row' }, make('label', { for: id }, make('code', {}, p.name)), input) };
  });
  const content = operation.requestBody ? operation.requestBody.content : null;
  const json = content && content['application/json'];
  const bodyId = `${operation.operationId}-body`;
  const body = json ? make('textarea', { id: bodyId, spellcheck: 'false' }) : null;
  if (body) body.value = JSON.stringify(example(json.schema), null, 2);
  const file = content && !json ? make('input', { id: bodyId, type: 'file' }) : null;
  const output = make('div', { 'aria-live': 'polite' });
  const build = () => {
    let url = base + path;
    const query = new URLSearchParams();
    for (const { p, input } of inputs) {
      if (p.in === 'path') url = url.replace(`{${p.name}}`, encodeURIComponent(input.value));
      else if (input.value !== '') query.append(p.name, input.value);
    }
    return query.size ? `${url}?${query}` : url;
  };
  const form = make('form', { class: 'try' }, inputs.map((i) => i.row),
    body ? make('label', { for: bodyId }, 'Body') : null, body, file,
    make('div', { class: 'actions' },
      make('button', { class: 'go', type: 'submit' }, 'Send'),
      make('button', { type: 'button', onclick: () => output.replaceChildren(make('pre', {}, curl(method, build(), body && body.value))) }, 'Show as curl')),
    output);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    output.replaceChildren('Sending…');
    try {
      const upload = file && file.files[0];
      const answer = await send(method, build(), body ? body.value : upload || undefined, body ? 'application/json' : (upload && upload.type) || 'application/octet-stream');
      output.replaceChildren(
        make('p', {}, make('span', { class: `status ${answer.status < 400 ? 'good' : 'bad'}` }, `${answer.status} ${answer.title}`),
          answer.request ? ` · request ${answer.request}` : ''),
        answer.text ? make('pre', { tabindex: '0' }, answer.text) : '');
    } catch (error) {
      output.replaceChildren(`The server could not be reached: ${error.message}`);
    }
  });
  return form;
}

function inside(method, path, operation) {
  const parameters = (operation.parameters || []).map(resolve);
  const parts = [];
  if (operation.description) parts.push(make('p', {}, prose(operation.description)));
  const listed = parameters.filter((p) => p.in !== 'header');
  if (listed.length) {
    parts.push(make('h3', {}, 'Parameters'),
      rows(listed.map((p) => ({ name: p.name, required: p.required, schema: p.schema, text: p.description, depth: 0 }))));
  }
  const body = operation.requestBody && operation.requestBody.content['application/json'];
  if (body) parts.push(make('h3', {}, `Body: ${kindOf(body.schema)}`), fields(objectBehind(body.schema) || {}));
  const good = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
  const answer = good && good[1].content && good[1].content['application/json'];
  if (answer) parts.push(make('h3', {}, `Answer ${good[0]}: ${kindOf(answer.schema)}`), fields(objectBehind(answer.schema) || {}, -0));
  else if (good) parts.push(make('h3', {}, `Answer ${good[0]}`));
  const refused = Object.entries(operation.responses).filter(([status]) => status.startsWith('4'));
  if (refused.length)
    parts.push(make('h3', {}, 'Refusals'), make('p', { class: 'kind' }, refused.map(([status, r]) => `${status} ${resolve(r).description}`).join(' ')));
  parts.push(make('h3', {}, 'Try it'), tryForm(method, path, operation, parameters));
  return make('div', { class: 'inside' }, parts);
}

function drawCall({ method, path, operation }) {
  const details = make('details', { class: 'call', id: operation.operationId },
    make('summary', {}, make('span', { class: `method ${method.toLowerCase()}` }, method),
      make('span', { class: 'path' }, path), make('span', { class: 'what' }, operation.summary || '')));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(inside(method, path, operation));
  });
  return details;
}

function draw() {
  byId('version').textContent = spec.info.version;
  byId('about').replaceChildren(...prose(spec.info.description));
  const groups = new Map(spec.tags.map((tag) => [tag.name, []]));
  for (const [path, methods] of Object.entries(spec.paths))
    for (const [method, operation] of Object.entries(methods))
      groups.get(operation.tags[0]).push({ method: method.toUpperCase(), path, operation });
  for (const [name, calls] of groups) {
    byId('groups').append(make('section', { 'data-group': name }, make('h2', { class: 'group' }, name.replace(/_/g, ' ')), calls.map(drawCall)));
    byId('index').append(make('section', { 'data-group': name }, make('h2', {}, name.replace(/_/g, ' ')),
      make('ul', {}, calls.map(({ method, path, operation }) =>
        make('li', { 'data-words': `${method} ${path} ${operation.summary || ''}`.toLowerCase(), 'data-call': operation.operationId },
          make('a', { href: `#${operation.operationId}`, title: `${method} ${path}` }, operation.summary || `${method} ${path}`))))));
  }
  openNamed();
}

function openNamed() {
  const call = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (!call || call.tagName !== 'DETAILS') return;
  call.open = true;
  call.scrollIntoView();
  byId('side').classList.remove('open');
  byId('menu').setAttribute('aria-expanded', 'false');
}

function filter() {
  const words = byId('find').value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of document.querySelectorAll('#index li')) {
    const fits = words.every((word) => item.dataset.words.includes(word));
    item.hidden = !fits;
    byId(item.dataset.call).hidden = !fits;
  }
  for (const section of document.querySelectorAll('#index section')) {
    const empty = !section.querySelector('li:not([hidden])');
    section.hidden = empty;
    document.querySelector(`#groups [data-group="${CSS.escape(section.dataset.group)}"]`).hidden = empty;
  }
}

byId('find').addEventListener('input', filter);
byId('credential').addEventListener('submit', (event) => event.preventDefault());
byId('menu').addEventListener('click', () => {
  const open = byId('side').classList.toggle('open');
  byId('menu').setAttribute('aria-expanded', String(open));
});
window.addEventListener('hashchange', openNamed);
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
  event.preventDefault();
  byId('side').classList.add('open');
  byId('find').focus();
});

fetch(`${base}/api/openapi.json`).then((answer) => answer.json()).then((document_) => {
  spec = document_;
  draw();
}).catch((error) => { byId('about').textContent = `The description of the API could not be read: ${error.message}`; });
