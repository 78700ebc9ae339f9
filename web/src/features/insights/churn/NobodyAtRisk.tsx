import { Button } from '@mantine/core';
import { IconMathFunction, IconMoodCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { State } from '@/ui/States';
import { useCustomerBase } from '../api';
import { ImportOrders } from '../ImportOrders';

// Why the list is empty: no customers, no model that would know a risk, or nobody who is in danger.
export function NobodyAtRisk() {
  const { t } = useTranslation();
  const go = useGo();
  const query = useCustomerBase();
  const base = query.data;
  if (query.isPending) return null;
  if (base?.customers === 0) {
    return (
      <State icon={IconMoodCheck} title={t('insights:empty.title')} actions={<ImportOrders />}>
        {t('insights:empty.text')}
      </State>
    );
  }
  const known = typeof base?.churn_risk === 'number';
  return (
    <State
      icon={known ? IconMoodCheck : IconMathFunction}
      title={t(known ? 'insights:risk.empty_title' : 'insights:risk.no_model_title')}
      actions={
        !known && (
          <Button variant="default" onClick={() => go('/insights/model')}>
            {t('insights:page.model')}
          </Button>
        )
      }
    >
      {t(known ? 'insights:risk.empty_text' : 'insights:risk.no_model_text')}
    </State>
  );
}
