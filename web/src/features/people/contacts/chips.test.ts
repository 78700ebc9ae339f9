import { describe, expect, it } from 'vitest';
import { everything, parseTree, renderTree } from '@/ui/filters/tree';
import { searchOf, treeOf } from './chips';

const view = parseTree('{"all":[{"field":"city","op":"is_null"}]}');

describe('the address of a list', () => {
  it('names what differs from the view, and only that', () => {
    expect(searchOf(view, view).filter).toBeUndefined();
    expect(searchOf(everything(), view).filter).toBe('{"all":[]}');
    expect(treeOf({ filter: '{"all":[]}' }, view)).toEqual(everything());
    expect(treeOf({}, view)).toEqual(view);
  });

  it('takes quick filters by their own names, as links of other pages have them', () => {
    const tree = treeOf({ status: 'new', created_from: '2026-01-01' }, everything());
    expect(renderTree(tree)).toBe(
      '{"all":[{"field":"status","op":"in","value":["new"]},{"field":"created_at","op":"greater_equal","value":"2026-01-01"}]}',
    );
    expect(searchOf(tree, everything()).status).toBeUndefined();
  });
});
