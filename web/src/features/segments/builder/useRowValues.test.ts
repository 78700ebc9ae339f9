import { expect, it } from 'vitest';
import { specsOf } from './sources';
import { counted, valueAt } from './useRowValues';

it('counts the values that rows have had, the commonest first', () => {
  const rows = [
    { plan: 'Pro', page: { path: '/a' }, tags: ['x', 'y'], pages: 3 },
    { plan: 'Free', page: { path: '/a' }, tags: ['x'], nothing: null },
    { plan: 'Pro', 'page.path': '/b' },
  ];
  expect(counted(rows, 'plan')).toEqual([
    { value: 'Pro', label: 'Pro', count: 2 },
    { value: 'Free', label: 'Free', count: 1 },
  ]);
  expect(counted(rows, 'page.path').map((one) => one.value)).toEqual(['/a', '/b']);
  expect(counted(rows, 'tags')[0]).toMatchObject({ value: 'x', count: 2 });
  expect(counted(rows, 'pages')[0]?.value).toBe('3');
  expect(counted(rows, 'nothing')).toEqual([]);
  expect(valueAt({ page: 'text' }, 'page.path')).toBeUndefined();
});

it('offers a property once, as what it is most often', () => {
  const specs = specsOf([
    { property: 'plan', type: 'null', seen: 90 },
    { property: 'plan', type: 'text', seen: 5 },
    { property: 'pages', type: 'number', seen: 40 },
    { property: 'pages', type: 'text', seen: 2 },
    { property: 'gone', type: 'null', seen: 1 },
  ]);
  expect(specs.map(({ name, kind }) => [name, kind])).toEqual([
    ['pages', 'number'],
    ['plan', 'text'],
    ['gone', 'text'],
  ]);
});
