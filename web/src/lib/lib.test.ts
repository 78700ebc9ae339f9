import { expect, test } from 'vitest';
import { type Command, CommandRegistry, score } from './commands';
import { toCsv } from './csv';
import { listOf, parseSearch, renderSearch, toggled } from './search';

test('filters survive the way through the URL', () => {
  const search = { status: 'new,engaged', country: 'FR', search: 'zoé & co', empty: undefined };
  const text = renderSearch(search);
  expect(text).toBe('?status=new,engaged&country=FR&search=zo%C3%A9+%26+co');
  expect(parseSearch(text)).toEqual({ status: 'new,engaged', country: 'FR', search: 'zoé & co' });
});

test('a value is toggled in a list and an empty list disappears', () => {
  expect(toggled('a,b', 'c')).toBe('a,b,c');
  expect(toggled('a', 'a')).toBeUndefined();
  expect(listOf(undefined)).toEqual([]);
});

test('CSV quotes what needs it and defuses formulas', () => {
  expect(toCsv([['a"b', '=SUM(A1)', 3, null]])).toBe('"a""b",\'=SUM(A1),3,\r\n');
});

test('the nearest registration of a command wins and leaving restores the other', () => {
  const registry = new CommandRegistry();
  const command = (id: string, keys: string): Command => ({
    id,
    keys,
    title: id,
    group: 'app',
    run: () => {},
  });
  registry.register([command('outer', 'e')]);
  const leave = registry.register([command('inner', 'e')]);
  expect(registry.byKeys('e')?.id).toBe('inner');
  leave();
  expect(registry.byKeys('e')?.id).toBe('outer');
  registry.register([command('go', 'g c')]);
  expect(registry.hasPrefix('g')).toBe(true);
});

test('palette matches words without accents', () => {
  expect(score('Thêm liên hệ', 'lien he')).not.toBeNull();
  expect(score('Créer un contact', 'creer')).toBe(0);
  expect(score('Orders', 'contact')).toBeNull();
});
