// Turns the OpenAPI description on standard input into one Markdown page: operations by group, then the types.
import { readFileSync } from 'node:fs';

const api = JSON.parse(readFileSync(0, 'utf8'));
const lines = [];
const out = (text = '') => lines.push(text);
const cell = (text) => String(text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');
const methods = ['get', 'post', 'put', 'patch', 'delete'];

const nameOf = (ref) => ref.split('/').at(-1);
const link = (name) => `[${name}](#${name.toLowerCase().replace(/[^a-z0-9_-]/g, '')})`;

function typeText(schema) {
  if (!schema) return '';
  if (schema.$ref) return link(nameOf(schema.$ref));
  const any = schema.oneOf ?? schema.anyOf;
  if (any) return any.map(typeText).join(' or ');
  if (schema.allOf) return schema.allOf.map(typeText).join(' and ');
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  const types = [schema.type ?? 'any'].flat();
  return types
    .map((type) => {
      if (type === 'array') return `list of ${typeText(schema.items)}`;
      return schema.format && type !== 'null' ? `${type} (${schema.format})` : type;
    })
    .join(' or ');
}

function limits(schema) {
  const said = [];
  if (schema.default !== undefined) said.push(`default \`${JSON.stringify(schema.default)}\``);
  if (schema.minimum !== undefined) said.push(`at least ${schema.minimum}`);
  if (schema.maximum !== undefined) said.push(`at most ${schema.maximum}`);
  if (schema.maxLength !== undefined) said.push(`up to ${schema.maxLength} characters`);
  if (schema.maxItems !== undefined) said.push(`up to ${schema.maxItems} items`);
  if (schema.pattern) said.push(`matches \`${schema.pattern}\``);
  return said.join(', ');
}

function parameters(list) {
  if (!list.length) return;
  out('| parameter | in | type | |');
  out('| --- | --- | --- | --- |');
  for (const p of list)
    out(`| \`${p.name}\`${p.required ? ' (required)' : ''} | ${p.in} | ${cell(typeText(p.schema))} | ${cell([p.description, limits(p.schema ?? {})].filter(Boolean).join('; '))} |`);
  out();
}

function operation(method, path, op, shared) {
  out(`### ${method.toUpperCase()} ${path}`);
  out();
  out(op.summary ?? '');
  const permission = op['x-permission'];
  out();
  out(permission === '*' ? 'For anyone who is signed in.' : permission && permission !== 'open' ? `Needs \`${permission}\`.` : 'Open to everyone.');
  out();
  // The description ends with the permission again, for readers of the interactive page.
  const more = (op.description ?? '').replace(/(^|\s+)(Needs `[^`]*`\.|Any signed-in user or API key\.)$/, '');
  if (more) out(`${more}\n`);
  parameters([...shared, ...(op.parameters ?? [])].map((p) => (p.$ref ? api.components.parameters[nameOf(p.$ref)] : p)));
  for (const [type, content] of Object.entries(op.requestBody?.content ?? {})) out(`Takes ${typeText(content.schema) || 'a file'} (\`${type}\`).\n`);
  for (const [status, answer] of Object.entries(op.responses ?? {})) {
    if (!/^2/.test(status)) continue;
    const body = Object.values(answer.content ?? {})[0];
    out(body?.schema ? `Answers ${status}: ${typeText(body.schema)}.\n` : `Answers ${status}.\n`);
  }
}

out('# The API');
out();
out('Written by `./dev docs` from the OpenAPI description that the program prints (`rapport openapi`); do not edit.');
out('A running server shows the same, to be tried out, at `/api/docs`.');
out();
const groups = new Map();
for (const [path, item] of Object.entries(api.paths))
  for (const method of methods) {
    if (!item[method]) continue;
    const tag = item[method].tags?.[0] ?? path.split('/')[2] ?? 'other';
    if (!groups.has(tag)) groups.set(tag, []);
    groups.get(tag).push([method, path, item[method], item.parameters ?? []]);
  }
for (const [tag, list] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
  out(`## ${tag}`);
  out();
  for (const entry of list) operation(...entry);
}
out('## Types');
out();
for (const [name, schema] of Object.entries(api.components?.schemas ?? {}).sort(([a], [b]) => a.localeCompare(b))) {
  out(`### ${name}`);
  out();
  if (schema.description) out(`${schema.description}\n`);
  if (schema.properties) {
    out('| field | type | |');
    out('| --- | --- | --- |');
    for (const [field, type] of Object.entries(schema.properties))
      out(`| \`${field}\`${schema.required?.includes(field) ? ' (required)' : ''} | ${cell(typeText(type))} | ${cell([type.description, limits(type)].filter(Boolean).join('; '))} |`);
    out();
  } else {
    out(`${typeText(schema)}\n`);
  }
}
process.stdout.write(`${lines.join('\n').replace(/\n{3,}/g, '\n\n').trimEnd()}\n`);
