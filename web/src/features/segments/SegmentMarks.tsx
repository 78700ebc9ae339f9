import { useTranslation } from 'react-i18next';
import { numberFormat } from '@/lib/intl';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { growthOf } from './overview/sorting';
import type { Segment } from './types';

// What is special about it: archived, paused, at a standstill.
export function SegmentMarks({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  return (
    <>
      {segment.archived_at && <Mark>{t('segments:archived')}</Mark>}
      {!segment.active && !segment.archived_at && <Mark>{t('segments:paused')}</Mark>}
      {segment.problem && (
        <span data-hint={segment.problem}>
          <Mark tone="bad">{t('segments:problem')}</Mark>
        </span>
      )}
    </>
  );
}

export function Size({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (segment.computing && !segment.members_count) {
    return <span className="muted">{t('segments:counting')}</span>;
  }
  return <>{format.number(segment.members_count)}</>;
}

// Who came less who went, with both on hover.
export function Change({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const net = segment.entered_30_days - segment.left_30_days;
  const growth = growthOf(segment);
  const number = numberFormat(format.locale, { signDisplay: 'exceptZero' }).format(net);
  return (
    <span
      style={{ color: net > 0 ? 'var(--ok)' : net < 0 ? 'var(--bad)' : undefined }}
      data-hint={t('segments:change_hint', {
        entered: format.number(segment.entered_30_days),
        left: format.number(segment.left_30_days),
      })}
    >
      {number}
      {growth !== null && net !== 0 && <span className="muted"> {format.change(growth)}</span>}
    </span>
  );
}
