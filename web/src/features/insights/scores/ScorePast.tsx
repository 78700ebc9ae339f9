import { useTranslation } from 'react-i18next';
import { Sparkline } from '@/ui/charts/Sparkline';
import { useFormat } from '@/ui/session';
import { useDecimals } from '../numbers';
import { useScorePast } from './api';
import { useLabel } from './labels';
import type { ContactScore } from './types';

// How a score moved in the last weeks, with what of it has no past of its own.
export function ScorePast({ contactId, score }: { contactId: string; score: ContactScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const label = useLabel();
  const past = useScorePast(contactId, score.model_id).data;
  if (!past || past.items.length < 2) return null;
  const named = (how: string) =>
    past.as_of
      .filter((part) => part.how === how)
      .map((part) => {
        const own = score.parts.find((one) => one.name === part.name);
        return own ? label(own.label, own.name) : part.name;
      });
  const [today, left] = [named('today'), named('left_out')];
  return (
    <>
      <Sparkline
        title={t('ui:spark.weeks')}
        points={past.items.toReversed().map((one) => ({ at: one.at, value: one.points ?? 0 }))}
        most={past.most}
        show={decimals}
      />
      {today.length > 0 && <p className="muted">{t('scores:past.today', { parts: format.list(today) })}</p>}
      {left.length > 0 && <p className="muted">{t('scores:past.left_out', { parts: format.list(left) })}</p>}
    </>
  );
}
