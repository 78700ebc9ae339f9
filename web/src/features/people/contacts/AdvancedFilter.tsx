import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RuleFilter } from '@/features/segments/widgets';
import { ConditionsButton } from '@/ui/filters/ConditionsButton';
import { advancedCount, asBranch, type Branch, fromJson, toJson } from '@/ui/filters/tree';
import { useFormat } from '@/ui/session';
import { chips } from './chips';

interface AdvancedFilterProps {
  tree: Branch;
  onChange: (tree: Branch) => void;
  total: { value: number; exact: boolean } | null;
}

// The chip of everything that no quick filter shows; opens the builder over the whole condition.
export function AdvancedFilter({ tree, onChange, total }: AdvancedFilterProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const count = advancedCount(chips, tree);
  const number = total ? format.number(total.value) : '';
  return (
    <>
      <ConditionsButton count={count} onClick={() => setOpen(true)} />
      {open && (
        <Suspense>
          <RuleFilter
            rule={toJson(tree)}
            onChange={(rule) => onChange(asBranch(fromJson(rule)))}
            onClose={() => setOpen(false)}
            result={
              total &&
              t('lists:builder.matches', {
                count: total.value,
                number: total.exact ? number : t('ui:table.at_least', { number }),
              })
            }
          />
        </Suspense>
      )}
    </>
  );
}
