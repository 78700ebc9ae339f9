// ICU messages. Most texts hold no choice and no plural: they are said as they stand, with their values put in, and only the
// others are parsed and given a format of their own, which costs more than all else that a text needs.
import ICU from 'i18next-icu';

type Values = Record<string, unknown> | undefined;
type Parse = (text: string, values: Values, ...rest: unknown[]) => string;

const placeholder = /\{(\w+)\}/g;

// Undefined: it takes the whole of ICU, or a value is missing.
export function sayPlain(text: string, values: Values): string | undefined {
  if (typeof text !== 'string' || text.includes("'")) return undefined;
  if (!text.includes('{') && !text.includes('}')) return text;
  if (/[{}]/.test(text.replace(placeholder, ''))) return undefined;
  let complete = true;
  const said = text.replace(placeholder, (whole, name: string) => {
    const value = values?.[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    complete = false;
    return whole;
  });
  return complete ? said : undefined;
}

export function messages() {
  const icu = new ICU({}) as InstanceType<typeof ICU> & { parse: Parse };
  const parse = icu.parse.bind(icu);
  icu.parse = (text, values, ...rest) => sayPlain(text, values) ?? parse(text, values, ...rest);
  return icu;
}
