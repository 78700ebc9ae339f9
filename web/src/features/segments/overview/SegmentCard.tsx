import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { Change, SegmentMarks, Size } from '../SegmentMarks';
import type { Segment } from '../types';

export function SegmentCard({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  return (
    <TwoLineCard
      title={
        <>
          <Link to={`/segments/${segment.id}`} className="record-link">
            {segment.name}
          </Link>{' '}
          <SegmentMarks segment={segment} />
        </>
      }
      text={segment.description || t(`segments:kind.${segment.kind}`)}
      side={
        <>
          <Size segment={segment} />
          <div style={{ fontSize: 12 }}>
            <Change segment={segment} />
          </div>
        </>
      }
    />
  );
}
