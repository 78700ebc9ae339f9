import { describe, expect, it } from 'vitest';
import {
  advancedCount,
  type ChipField,
  chipValues,
  everything,
  parseTree,
  renderTree,
  withChips,
  withValue,
} from './tree';

const chips: ChipField[] = [
  { id: 'status', field: 'status', kind: 'choice', op: 'in' },
  { id: 'tag', field: 'tags', kind: 'choice', op: 'any_of' },
  { id: 'created', field: 'created_at', kind: 'date', op: 'in' },
];

describe('a condition in the address', () => {
  it('prints as it was read', () => {
    const text =
      '{"all":[{"field":"country","op":"in","value":["FR"]},{"none":[{"field":"city","op":"is_null"}]}]}';
    expect(renderTree(parseTree(text))).toBe(text);
    expect(renderTree(everything())).toBeUndefined();
    expect(parseTree('{broken')).toEqual(everything());
    expect(parseTree('{"field":"city","op":"is_null"}')).toEqual({
      kind: 'all',
      children: [{ field: 'city', op: 'is_null' }],
    });
  });

  it('keeps what it cannot take apart: what people did, and segments', () => {
    const did =
      '{"history":"orders","measure":"sum","field":"net","where":{"field":"status","op":"equal","value":"paid"},"op":"greater","value":100}';
    const text = `{"all":[${did},{"none":[{"segment":"Regulars"}]},{"field":"status","op":"in","value":["new"]}]}`;
    const tree = parseTree(text);
    expect(renderTree(tree)).toBe(text);
    expect(chipValues(chips, tree)).toEqual({ status: 'new' });
    expect(advancedCount(chips, tree)).toBe(2);
    expect(renderTree(withChips(chips, tree, { tag: 'vip' }))).toContain(did);
    expect(renderTree(withValue(tree, 'country', 'FR', false, false))).toContain('"Regulars"');
    expect(renderTree(parseTree(did))).toBe(`{"all":[${did}]}`);
  });
});

describe('chips', () => {
  it('show the tests that stand alone and count the others as advanced', () => {
    const tree = parseTree(
      '{"all":[{"field":"status","op":"in","value":["new","contacted"]},{"field":"created_at","op":"greater_equal","value":"2026-01-01"},{"field":"created_at","op":"in_last","value":{"days":3}},{"any":[{"field":"a","op":"is_null"},{"field":"b","op":"is_null"}]}]}',
    );
    expect(chipValues(chips, tree)).toEqual({ status: 'new,contacted', created_from: '2026-01-01' });
    expect(advancedCount(chips, tree)).toBe(3);
  });

  it('are set and cleared in place, whatever stands beside them', () => {
    const tree = parseTree(
      '{"all":[{"field":"status","op":"in","value":["new"]},{"field":"city","op":"is_null"}]}',
    );
    const changed = withChips(chips, tree, { status: 'new,engaged', tag: 'vip' });
    expect(renderTree(changed)).toBe(
      '{"all":[{"field":"status","op":"in","value":["new","engaged"]},{"field":"city","op":"is_null"},{"field":"tags","op":"any_of","value":["vip"]}]}',
    );
    expect(renderTree(withChips(chips, changed, { status: undefined, tag: undefined }))).toBe(
      '{"all":[{"field":"city","op":"is_null"}]}',
    );
    expect(renderTree(withChips(chips, parseTree('{"any":[]}'), { tag: 'vip' }))).toBe(
      '{"all":[{"any":[]},{"field":"tags","op":"any_of","value":["vip"]}]}',
    );
  });
});

describe('a value of a list', () => {
  it('filters, widens the filter it made, and excludes', () => {
    const one = withValue(everything(), 'country', 'FR', false, false);
    expect(renderTree(withValue(one, 'country', 'BE', false, false))).toBe(
      '{"all":[{"field":"country","op":"in","value":["FR","BE"]}]}',
    );
    expect(renderTree(withValue(one, 'country', 'BE', false, true))).toBe(
      '{"all":[{"field":"country","op":"in","value":["FR"]},{"field":"country","op":"not_in","value":["BE"]}]}',
    );
    expect(renderTree(withValue(everything(), 'city', null, false, true))).toBe(
      '{"all":[{"field":"city","op":"is_not_null"}]}',
    );
    expect(renderTree(withValue(everything(), 'orders_count', 3, false, false))).toBe(
      '{"all":[{"field":"orders_count","op":"equal","value":3}]}',
    );
  });
});
