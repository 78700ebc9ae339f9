import { useTranslation } from 'react-i18next';
import { useCan } from '@/ui/session';
import { startFit } from '../api';
import { useStartedJob } from '../useStartedJob';

const stale = [['insights'], ['contacts', 'scores']];

export function useStartFit() {
  const { t } = useTranslation();
  const can = useCan();
  return { may: can('insights.fit'), ...useStartedJob(startFit, t('insights:model.failed'), stale) };
}
